/* SPDX-License-Identifier: MIT */
/* open(2) and its family. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <mm/user.h>

#include "file.h"
#include "mount.h"
#include "walk.h"

/* What F_GETFL shows and operations look at; the rest matters to open only. */
#define KEPT_FLAGS                                                                                           \
    (O_ACCMODE | O_APPEND | O_NONBLOCK | O_DSYNC | O_DIRECT | O_LARGEFILE | O_SYNC | O_NOATIME |             \
     O_DIRECTORY | O_PATH)

static uint32_t umask_bits = 022; /* atomic */

uint32_t process_umask(void)
{
    return __atomic_load_n(&umask_bits, __ATOMIC_RELAXED);
}

SYSCALL(umask)(uint32_t mask)
{
    return (long)__atomic_exchange_n(&umask_bits, mask & 0777, __ATOMIC_RELAXED);
}

/* Gives the file its operations by the vnode's type. */
static int set_operations(struct file *file)
{
    struct vnode *vnode = file->vnode;
    if (file->flags & O_PATH) {
        file->ops = &file_ops_none;
        return 0;
    }
    if (vnode->ops->open != NULL) return vnode->ops->open(vnode, file);
    switch (vnode->mode & S_IFMT) {
    case S_IFREG: file->ops = &regular_file_ops; return 0;
    case S_IFDIR: file->ops = &directory_file_ops; return 0;
    case S_IFIFO: file->ops = &file_ops_none; return DO(pipes, fifo_open)(vnode, file);
    default: return -ENXIO;
    }
}

/* Opens what a walk found. `created`: by this call, so its permissions do not matter. */
static int open_name(struct name *name, uint32_t flags, bool created, struct file **opened)
{
    struct vnode *vnode = name_vnode(name);
    bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
    if (!(flags & O_PATH)) {
        if (S_ISLNK(vnode->mode)) return -ELOOP;
        if (S_ISDIR(vnode->mode) && (writes || (flags & O_CREAT))) return -EISDIR;
        if (writes && S_ISREG(vnode->mode) &&
            (name->mount->read_only || (vnode->ops->truncate == NULL && vnode->ops->open == NULL)))
            return -EROFS;
    }
    if ((flags & O_DIRECTORY) && !S_ISDIR(vnode->mode)) return -ENOTDIR;
    struct file *file = file_allocate(vnode, name, flags & KEPT_FLAGS);
    if (file == NULL) return -ENOMEM;
    int status = set_operations(file);
    if (status == 0 && (flags & O_TRUNC) && !created && !(flags & O_PATH) && file->ops == &regular_file_ops) {
        mutex_lock(&vnode->lock);
        status = DO(writable_files, vnode_set_size)(vnode, 0);
        mutex_unlock(&vnode->lock);
    }
    if (status != 0) {
        file_put(file);
        return status;
    }
    *opened = file;
    return 0;
}

/* Opens again what an opening leads to (/proc/self/fd/N). What has no name (pipes, eventfds) gives the same
 * opening, and so do devices: a standard error on a port of its own is not the console that its name leads
 * to. */
static int open_again(struct file *file, uint32_t flags, struct file **opened)
{
    if ((flags & O_CREAT) && (flags & O_EXCL)) return -EEXIST;
    if (file->name != NULL && !S_ISCHR(file->vnode->mode))
        return open_name(file->name, flags & ~O_CREAT, false, opened);
    if (flags & O_DIRECTORY) return -ENOTDIR;
    *opened = file_get(file);
    return 0;
}

/* Looks the last name up, creating the file if it is not there. The directory's lock makes the two one. */
static int lookup_or_create(struct walk *walk, uint32_t flags, uint32_t mode, struct name **found,
                            bool *created)
{
    struct vnode *directory = name_vnode(walk->at);
    *created = false;
    mutex_lock(&directory->lock);
    int status = name_lookup_locked(walk->at, walk->last, walk->last_length, found);
    if (status == 0 && name_vnode(*found) == NULL && (*found)->mounted == NULL) {
        struct vnode *vnode = NULL;
        if (walk->slash || (flags & O_DIRECTORY))
            status = walk->slash ? -EISDIR : -EINVAL;
        else if (walk->at->mount->read_only)
            status = -EROFS;
        else if (directory->ops->create == NULL)
            status = -EACCES;
        else
            status = directory->ops->create(directory, walk->last, walk->last_length,
                                            S_IFREG | (mode & 07777 & ~process_umask()), &vnode);
        if (status == 0) {
            name_created(*found, vnode);
            vnode_touch(directory);
            *created = true;
        } else {
            name_put(*found);
        }
    }
    mutex_unlock(&directory->lock);
    return status;
}

/* From a walk that has begun to an open file. */
static int open_walk(struct walk *walk, uint32_t flags, uint32_t mode, struct file **opened)
{
    if (walk->file != NULL) return open_again(walk->file, flags, opened);
    bool follow_last = !(flags & O_NOFOLLOW) && !((flags & O_CREAT) && (flags & O_EXCL));
    if (!(flags & O_CREAT)) {
        int status = walk_all(walk, follow_last ? WALK_FOLLOW : 0);
        if (status != 0) return status;
        return walk->file != NULL ? open_again(walk->file, flags, opened)
                                  : open_name(walk->at, flags, false, opened);
    }
    for (;;) {
        int status = walk_parent(walk);
        if (status != 0) return status;
        if (walk->kind != WALK_NAME)
            return flags & O_EXCL ? -EEXIST : open_name(walk->at, flags, false, opened);
        struct name *name;
        bool created;
        status = lookup_or_create(walk, flags, mode, &name, &created);
        if (status != 0) return status;
        name = mount_cross(name);
        if (S_ISLNK(name_vnode(name)->mode) && follow_last) {
            status = walk_link(walk, name);
            if (status != 0) return status;
            if (walk->file != NULL) return open_again(walk->file, flags, opened);
            continue;
        }
        if (!created && (flags & O_EXCL))
            status = -EEXIST;
        else if (walk->slash && !S_ISDIR(name_vnode(name)->mode))
            status = -ENOTDIR;
        else
            status = open_name(name, flags, created, opened);
        name_put(name);
        return status;
    }
}

/* Files without a name (O_TMPFILE) are not offered; programs then make one with a name, and remove that. */
static int check_flags(uint32_t *flags)
{
    if ((*flags & O_TMPFILE) == O_TMPFILE) return -EOPNOTSUPP;
    if (*flags & O_PATH) *flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    return 0;
}

int vfs_open(const char *path, uint32_t flags, uint32_t mode, struct file **opened)
{
    struct walk walk;
    int status = walk_begin_kernel(&walk, path);
    if (status == 0) status = open_walk(&walk, flags, mode, opened);
    walk_end(&walk);
    return status;
}

SYSCALL(openat)(int directory, const char *path, uint32_t flags, uint32_t mode)
{
    int status = check_flags(&flags);
    if (status != 0) return status;
    struct walk walk;
    struct file *file;
    status = walk_begin(&walk, directory, path, 0);
    if (status == 0) status = open_walk(&walk, flags, mode, &file);
    walk_end(&walk);
    if (status != 0) return status;
    return descriptor_install(file, 0, flags & O_CLOEXEC);
}

SYSCALL(open)(const char *path, uint32_t flags, uint32_t mode)
{
    return sys_openat(AT_FDCWD, path, flags, mode);
}

SYSCALL(creat)(const char *path, uint32_t mode)
{
    return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
