/* SPDX-License-Identifier: MIT */
/* Making and removing names: mkdir(2), mknod(2), symlink(2), link(2), unlink(2), rmdir(2). rename(2) is in
 * rename.c. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "file.h"
#include "walk.h"

/* Looks the last name of a walk up for making it. The directory is then locked, on success only. */
static int begin_making(struct walk *walk, bool directory_follows, struct name **made)
{
    int status = walk->file != NULL ? -ENOTDIR : walk_parent(walk);
    if (status != 0) return status;
    if (walk->kind != WALK_NAME) return -EEXIST;
    struct mutex *lock = &name_vnode(walk->at)->lock;
    mutex_lock(lock);
    status = name_lookup_locked(walk->at, walk->last, walk->last_length, made);
    if (status == 0) {
        if (name_vnode(*made) != NULL || (*made)->mounted != NULL)
            status = -EEXIST;
        else if (walk->slash && !directory_follows)
            status = -ENOENT;
        else if (walk->at->mount->read_only)
            status = -EROFS;
        if (status != 0) name_put(*made);
    }
    if (status != 0) mutex_unlock(lock);
    return status;
}

/* Makes a file where a walk that has begun leads; `created` (or NULL) gets a reference. */
static int make_at(struct walk *walk, uint32_t mode, struct vnode **created)
{
    struct name *name;
    int status = begin_making(walk, S_ISDIR(mode), &name);
    if (status != 0) return status;
    struct vnode *parent = name_vnode(walk->at), *vnode;
    status = parent->ops->create == NULL
                 ? -EPERM
                 : parent->ops->create(parent, walk->last, walk->last_length, mode, &vnode);
    if (status == 0) {
        if (created != NULL) *created = vnode_get(vnode);
        name_created(name, vnode);
        vnode_touch(parent);
    }
    mutex_unlock(&parent->lock);
    name_put(name);
    return status;
}

static int make_node(int directory, const char *path, uint32_t mode)
{
    struct walk walk;
    int status = walk_begin(&walk, directory, path, 0);
    if (status == 0) status = make_at(&walk, mode, NULL);
    walk_end(&walk);
    return status;
}

int vfs_make_node(const char *path, uint32_t mode, struct vnode **created)
{
    struct walk walk;
    int status = walk_begin_here(&walk, path);
    if (status == 0) status = make_at(&walk, (mode & S_IFMT) | (mode & 07777 & ~process_umask()), created);
    walk_end(&walk);
    return status;
}

SYSCALL(mkdirat)(int directory, const char *path, uint32_t mode)
{
    return make_node(directory, path, S_IFDIR | (mode & 01777 & ~process_umask()));
}

SYSCALL(mkdir)(const char *path, uint32_t mode)
{
    return sys_mkdirat(AT_FDCWD, path, mode);
}

/* Device nodes outside of /dev lead nowhere, so they cannot be made. */
SYSCALL(mknodat)(int directory, const char *path, uint32_t mode, uint64_t device)
{
    USES(pipes);
    (void)device;
    uint32_t type = mode & S_IFMT ? mode & S_IFMT : S_IFREG;
    if (type == S_IFCHR || type == S_IFBLK) return -EPERM;
    if (type != S_IFREG && type != S_IFIFO && type != S_IFSOCK) return -EINVAL;
    return make_node(directory, path, type | (mode & 07777 & ~process_umask()));
}

SYSCALL(mknod)(const char *path, uint32_t mode, uint64_t device)
{
    USES(pipes);
    return sys_mknodat(AT_FDCWD, path, mode, device);
}

SYSCALL(symlinkat)(const char *user_target, int directory, const char *path)
{
    char *target = kmalloc(PATH_MAX);
    if (target == NULL) return -ENOMEM;
    ssize64_t length = strncpy_from_user(target, user_target, PATH_MAX);
    int status = length < 0 ? (int)length : length == 0 ? -ENOENT : 0;
    struct walk walk = {.at = NULL};
    struct name *name;
    if (status == 0) status = walk_begin(&walk, directory, path, 0);
    if (status == 0) status = begin_making(&walk, false, &name);
    if (status == 0) {
        struct vnode *parent = name_vnode(walk.at), *vnode = NULL;
        status = parent->ops->symlink == NULL
                     ? -EPERM
                     : parent->ops->symlink(parent, walk.last, walk.last_length, target);
        if (status == 0) status = parent->ops->lookup(parent, walk.last, walk.last_length, &vnode);
        if (status == 0) {
            name_created(name, vnode);
            vnode_touch(parent);
        }
        mutex_unlock(&parent->lock);
        name_put(name);
    }
    walk_end(&walk);
    kfree(target);
    return status;
}

SYSCALL(symlink)(const char *target, const char *path)
{
    return sys_symlinkat(target, AT_FDCWD, path);
}

/* Gives `vnode`, which lies in `mount`, another name. */
static int link_vnode(struct vnode *vnode, int directory, const char *path)
{
    struct walk walk;
    struct name *name;
    int status = walk_begin(&walk, directory, path, 0);
    if (status == 0) status = begin_making(&walk, false, &name);
    if (status == 0) {
        struct vnode *parent = name_vnode(walk.at);
        if (parent->mount != vnode->mount)
            status = -EXDEV;
        else if (parent->ops->link == NULL || S_ISDIR(vnode->mode))
            status = -EPERM;
        else
            status = parent->ops->link(parent, walk.last, walk.last_length, vnode);
        if (status == 0) {
            name_created(name, vnode_get(vnode));
            vnode_touch(parent);
        }
        mutex_unlock(&parent->lock);
        name_put(name);
    }
    walk_end(&walk);
    return status;
}

SYSCALL(linkat)(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    unsigned walk_flags =
        (flags & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : 0) | (flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    struct walk walk;
    int status = walk_user(&walk, from_directory, from, walk_flags);
    struct vnode *vnode = status == 0 ? walk_vnode(&walk) : NULL;
    if (status == 0) status = vnode == NULL ? -EXDEV : link_vnode(vnode, to_directory, to);
    walk_end(&walk);
    return status;
}

SYSCALL(link)(const char *from, const char *to)
{
    return sys_linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int remove_locked(struct walk *walk, struct name *name, bool directory)
{
    struct vnode *parent = name_vnode(walk->at), *vnode = name_vnode(name);
    if (name->mounted != NULL) return -EBUSY;
    if (vnode == NULL) return -ENOENT;
    if (directory && !S_ISDIR(vnode->mode)) return -ENOTDIR;
    if (!directory && S_ISDIR(vnode->mode)) return -EISDIR;
    if (!directory && walk->slash) return -ENOTDIR;
    if (walk->at->mount->read_only) return -EROFS;
    if (parent->ops->unlink == NULL) return -EPERM;
    int status = parent->ops->unlink(parent, walk->last, walk->last_length, vnode);
    if (status == 0) {
        name_deleted(name);
        vnode_touch(parent);
    }
    return status;
}

static int remove_name(struct walk *walk, bool directory)
{
    int status = walk->file != NULL ? -ENOTDIR : walk_parent(walk);
    if (status != 0) return status;
    if (walk->kind != WALK_NAME)
        return !directory                  ? -EISDIR
               : walk->kind == WALK_DOTDOT ? -ENOTEMPTY
               : walk->at->parent == NULL  ? -EBUSY
                                           : -EINVAL;
    struct mutex *lock = &name_vnode(walk->at)->lock;
    struct name *name;
    mutex_lock(lock);
    status = name_lookup_locked(walk->at, walk->last, walk->last_length, &name);
    if (status == 0)
        status = remove_locked(walk, name, directory);
    else
        name = NULL;
    mutex_unlock(lock);
    name_put(name);
    return status;
}

SYSCALL(unlinkat)(int directory, const char *path, int flags)
{
    if (flags & ~AT_REMOVEDIR) return -EINVAL;
    struct walk walk;
    int status = walk_begin(&walk, directory, path, 0);
    if (status == 0) status = remove_name(&walk, flags & AT_REMOVEDIR);
    walk_end(&walk);
    return status;
}

SYSCALL(unlink)(const char *path)
{
    return sys_unlinkat(AT_FDCWD, path, 0);
}

SYSCALL(rmdir)(const char *path)
{
    return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}
