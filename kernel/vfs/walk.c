/* SPDX-License-Identifier: MIT */
/*
 * The walk keeps one name, where it is, and the rest of the path. A symbolic link's target is put before the
 * rest, in a buffer that is filled from its end towards its start, so nothing nests and the length of what is
 * still to walk is bounded by PATH_MAX.
 *
 * All of the program runs as root, for whom every directory can be searched.
 */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "mount.h"
#include "walk.h"

/* Puts `name`, whose reference is taken over, in the place of where the walk is. */
static void move_to(struct walk *walk, struct name *name)
{
    name_put(walk->at);
    walk->at = name;
}

static int copy_path(struct walk *walk, const char *user_path)
{
    ssize64_t length = strncpy_from_user(walk->small, user_path, sizeof(walk->small));
    walk->rest = walk->small;
    if (length != -ENAMETOOLONG) return (int)MIN(length, 0);
    walk->buffer = kmalloc(PATH_MAX);
    if (walk->buffer == NULL) return -ENOMEM;
    length = strncpy_from_user(walk->buffer, user_path, PATH_MAX);
    if (length < 0) return (int)length;
    /* Links are put before the rest. */
    char *start = walk->buffer + PATH_MAX - (length + 1);
    memmove(start, walk->buffer, (size_t)length + 1);
    walk->rest = start;
    return 0;
}

/* Begins where a descriptor is open. */
static int begin_at_descriptor(struct walk *walk, int directory, bool empty)
{
    struct file *file = descriptor_get(directory);
    if (file == NULL) return -EBADF;
    if (empty) {
        walk->file = file;
        return 0;
    }
    int status = -ENOTDIR;
    if (file->name != NULL && S_ISDIR(file->vnode->mode)) {
        walk->at = name_get(file->name);
        status = 0;
    }
    file_put(file);
    return status;
}

int walk_begin(struct walk *walk, int directory, const char *user_path, unsigned flags)
{
    walk->at = NULL;
    walk->file = NULL;
    walk->buffer = NULL;
    walk->links = 0;
    walk->kind = WALK_DOT;
    walk->slash = false;
    int status = copy_path(walk, user_path);
    if (status != 0) return status;
    bool empty = walk->rest[0] == 0;
    if (empty && !(flags & WALK_EMPTY)) return -ENOENT;
    if (walk->rest[0] == '/')
        walk->at = name_get(mount_root());
    else if (directory == AT_FDCWD)
        walk->at = working_directory();
    else
        return begin_at_descriptor(walk, directory, empty);
    return 0;
}

int walk_begin_kernel(struct walk *walk, const char *path)
{
    walk->at = name_get(mount_root());
    walk->file = NULL;
    walk->buffer = NULL;
    walk->links = 0;
    walk->kind = WALK_DOT;
    walk->slash = false;
    walk->rest = path;
    return path[0] == '/' ? 0 : -ENOENT;
}

int walk_begin_here(struct walk *walk, const char *path)
{
    int status = walk_begin_kernel(walk, path);
    if (status == 0 || path[0] == 0) return status;
    move_to(walk, working_directory());
    return 0;
}

void walk_end(struct walk *walk)
{
    name_put(walk->at);
    if (walk->file != NULL) file_put(walk->file);
    kfree(walk->buffer);
}

/* Looks a component up and crosses mounts. The result may have no vnode. */
static int step(struct walk *walk, const char *text, size_t length, struct name **found)
{
    int status = name_lookup(walk->at, text, length, found);
    if (status == 0) *found = mount_cross(*found);
    return status;
}

static bool is_link(const struct name *name)
{
    const struct vnode *vnode = name_vnode(name);
    return vnode != NULL && S_ISLNK(vnode->mode);
}

/* Puts a link's target before the rest of the path. */
static int prepend_target(struct walk *walk, struct vnode *vnode)
{
    if (walk->buffer == NULL) {
        char *buffer = kmalloc(PATH_MAX);
        if (buffer == NULL) return -ENOMEM;
        size_t size = strlen(walk->rest) + 1;
        if (size > PATH_MAX) {
            kfree(buffer);
            return -ENAMETOOLONG;
        }
        walk->rest = memcpy(buffer + PATH_MAX - size, walk->rest, size);
        walk->buffer = buffer;
    }
    /* The target's length is not known before: it is read to the start of the buffer, below the rest, then
     * moved up. */
    size_t room = (size_t)(walk->rest - walk->buffer);
    mutex_lock(&vnode->lock);
    ssize64_t length =
        vnode->ops->readlink != NULL ? vnode->ops->readlink(vnode, walk->buffer, room) : -EINVAL;
    mutex_unlock(&vnode->lock);
    if (length < 0) return (int)length;
    if (length == 0) return -ENOENT;
    if ((size_t)length >= room) return -ENAMETOOLONG;
    char *start = walk->buffer + room - length - 1;
    memmove(start, walk->buffer, (size_t)length);
    start[length] = '/';
    walk->rest = start;
    return 0;
}

/* Goes on with the target of `link`, which was in the last place or (`middle`) has more behind it. */
static int follow(struct walk *walk, struct name *link, bool middle)
{
    struct vnode *vnode = name_vnode(link);
    if (++walk->links > WALK_LINKS_MAX) return -ELOOP;
    if (vnode->ops->follow != NULL) {
        int status = vnode->ops->follow(vnode, &walk->file);
        if (status != 0 || !middle) return status;
        struct file *file = walk->file;
        walk->file = NULL;
        if (file->name != NULL)
            move_to(walk, name_get(file->name));
        else
            status = -ENOTDIR;
        file_put(file);
        return status;
    }
    int status = prepend_target(walk, vnode);
    if (status != 0) return status;
    if (!middle && !walk->slash) {
        /* Without slashes behind the link there are none behind its target either. */
        size_t length = strlen(walk->rest);
        ((char *)walk->rest)[length - 1] = 0;
    }
    if (walk->rest[0] == '/') move_to(walk, name_get(mount_root()));
    return 0;
}

int walk_link(struct walk *walk, struct name *link)
{
    int status = follow(walk, link, false);
    name_put(link);
    return status;
}

int walk_parent(struct walk *walk)
{
    for (;;) {
        while (*walk->rest == '/') walk->rest++;
        const char *text = walk->rest;
        const char *end = text;
        while (*end != 0 && *end != '/') end++;
        size_t length = (size_t)(end - text);
        const char *rest = end;
        while (*rest == '/') rest++;
        walk->rest = rest;
        bool last = *rest == 0;
        struct vnode *directory = name_vnode(walk->at);
        if (directory == NULL) return -ENOENT;
        if (length == 0) {
            walk->kind = WALK_DOT;
            walk->slash = true;
            return 0;
        }
        if (!S_ISDIR(directory->mode)) return -ENOTDIR;
        bool dot = length == 1 && text[0] == '.';
        bool dot_dot = length == 2 && text[0] == '.' && text[1] == '.';
        if (dot_dot) move_to(walk, name_above(walk->at));
        if (dot || dot_dot) {
            walk->kind = dot ? WALK_DOT : WALK_DOTDOT;
            walk->slash = true;
            if (last) return 0;
            continue;
        }
        if (last) {
            walk->kind = WALK_NAME;
            walk->last = text;
            walk->last_length = length;
            walk->slash = *end == '/';
            return 0;
        }
        struct name *child;
        int status = step(walk, text, length, &child);
        if (status != 0) return status;
        if (is_link(child)) {
            status = follow(walk, child, true);
            name_put(child);
        } else if (name_vnode(child) == NULL) {
            status = -ENOENT;
            name_put(child);
        } else {
            move_to(walk, child);
        }
        if (status != 0) return status;
    }
}

int walk_all(struct walk *walk, unsigned flags)
{
    if (walk->file != NULL) return 0;
    for (;;) {
        int status = walk_parent(walk);
        if (status != 0 || walk->kind != WALK_NAME) return status;
        struct name *found;
        status = step(walk, walk->last, walk->last_length, &found);
        if (status != 0) return status;
        if (is_link(found) && ((flags & WALK_FOLLOW) || walk->slash)) {
            status = walk_link(walk, found);
            if (status != 0 || walk->file != NULL) return status;
            continue;
        }
        move_to(walk, found);
        struct vnode *vnode = name_vnode(found);
        if (vnode == NULL) return -ENOENT;
        return walk->slash && !S_ISDIR(vnode->mode) ? -ENOTDIR : 0;
    }
}

struct vnode *walk_vnode(const struct walk *walk)
{
    return walk->file != NULL ? walk->file->vnode : name_vnode(walk->at);
}

int walk_user(struct walk *walk, int directory, const char *user_path, unsigned flags)
{
    int status = walk_begin(walk, directory, user_path, flags);
    return status == 0 ? walk_all(walk, flags) : status;
}

int vfs_lookup(const char *path, struct vnode **found)
{
    struct walk walk;
    int status = walk_begin_here(&walk, path);
    if (status == 0) status = walk_all(&walk, WALK_FOLLOW);
    struct vnode *vnode = status == 0 ? walk_vnode(&walk) : NULL;
    if (vnode != NULL)
        *found = vnode_get(vnode);
    else if (status == 0)
        status = -ENOENT;
    walk_end(&walk);
    return status;
}
