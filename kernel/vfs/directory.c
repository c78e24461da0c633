/* SPDX-License-Identifier: MIT */
/*
 * Reading directories. Positions are cookies: 0 is `.`, 1 is `..`; then come the file system's cookies, moved
 * up by two; then, above POINTS, mount points that the file system does not have an entry for.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/user.h>

#include "file.h"
#include "mount.h"
#include "name.h"

#define DOTS 2u
#define POINTS (1ull << 62)

struct listing {
    char *buffer; /* the program's */
    size_t size, used;
    bool old_form; /* getdents */
    bool moved_up; /* cookies are the file system's: add DOTS */
    int status;
    uint64_t position;
};

/* Writes one record; the names are short enough to build it on the stack. */
static bool put_entry(void *context, const char *name, size_t length, uint64_t inode, unsigned type,
                      uint64_t next_cookie)
{
    struct listing *listing = context;
    uint64_t record[(24 + NAME_MAX + 1) / 8];
    if (listing->moved_up) next_cookie += DOTS;
    size_t header =
        listing->old_form ? offsetof(struct linux_dirent, d_name) : offsetof(struct linux_dirent64, d_name);
    size_t size = ALIGN_UP(header + length + (listing->old_form ? 2u : 1u), 8u);
    if (size > listing->size - listing->used || size > sizeof(record)) {
        listing->status = -EINVAL;
        return false;
    }
    memset(record, 0, size);
    if (listing->old_form) {
        struct linux_dirent *entry = (struct linux_dirent *)record;
        entry->d_ino = inode;
        entry->d_off = next_cookie;
        entry->d_reclen = (uint16_t)size;
        ((char *)record)[size - 1] = (char)type;
    } else {
        struct linux_dirent64 *entry = (struct linux_dirent64 *)record;
        entry->d_ino = inode;
        entry->d_off = (int64_t)next_cookie;
        entry->d_reclen = (uint16_t)size;
        entry->d_type = (uint8_t)type;
    }
    memcpy((char *)record + header, name, length);
    if (user_copy_partial(listing->buffer + listing->used, record, size) != 0) {
        listing->status = -EFAULT;
        return false;
    }
    listing->used += size;
    listing->position = next_cookie;
    return true;
}

static uint64_t inode_above(struct name *name)
{
    struct name *above = name_above(name);
    uint64_t inode = name_vnode(above)->inode;
    name_put(above);
    return inode;
}

/* Fills the listing from the file's position on. With the vnode's lock. */
static int list(struct file *file, struct listing *listing)
{
    struct vnode *vnode = file->vnode;
    if (listing->position == 0 && !put_entry(listing, ".", 1, vnode->inode, DT_DIR, 1)) return 0;
    if (listing->position == 1 && !put_entry(listing, "..", 2, inode_above(file->name), DT_DIR, DOTS))
        return 0;
    if (listing->position < POINTS) {
        listing->moved_up = true;
        listing->status = 0;
        int status = vnode->ops->readdir(vnode, listing->position - DOTS, put_entry, listing);
        listing->moved_up = false;
        if (status != 0 || listing->status != 0) return status;
        listing->position = MAX(listing->position, DOTS);
    }
    uint64_t skip = listing->position < POINTS ? 0 : listing->position - POINTS;
    mount_emit_points(file->name, skip, POINTS, put_entry, listing);
    return 0;
}

static long get_entries(int descriptor, void *buffer, uint32_t size, bool old_form)
{
    USES(directories);
    struct file *file;
    int status = file_for(descriptor, O_RDONLY, &file);
    if (status != 0) return status;
    struct listing listing = {.buffer = buffer, .size = size, .old_form = old_form};
    status = -ENOTDIR;
    if (!user_range_ok(buffer, size)) {
        status = -EFAULT;
    } else if (file->vnode != NULL && S_ISDIR(file->vnode->mode) && file->vnode->ops->readdir != NULL) {
        mutex_lock(&file->position_lock);
        mutex_lock(&file->vnode->lock);
        listing.position = file->position;
        status = list(file, &listing);
        file->position = listing.position;
        mutex_unlock(&file->vnode->lock);
        mutex_unlock(&file->position_lock);
    }
    file_put(file);
    if (status == 0 && listing.used == 0) status = listing.status;
    return status != 0 && listing.used == 0 ? status : (long)listing.used;
}

SYSCALL(getdents64)(int descriptor, void *buffer, uint32_t size)
{
    return get_entries(descriptor, buffer, size, false);
}

SYSCALL(getdents)(int descriptor, void *buffer, uint32_t size)
{
    return get_entries(descriptor, buffer, size, true);
}

const struct file_ops directory_file_ops = {.seek = file_seek_without_end};
