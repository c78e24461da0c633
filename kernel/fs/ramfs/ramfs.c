/* SPDX-License-Identifier: MIT */
/*
 * A file system in memory. A directory's entries reference their vnodes, so a file lives as long as it has a
 * name or is open. Contents are pages of the page cache, which keeps them, since there is nowhere to read
 * them from again.
 *
 * `links` counts names as stat shows them: of a directory 2 and one for each directory in it; 0 once it is
 * removed. It is under the vnode's lock, but for that of a file whose name is added or removed, which is
 * under the directory's: then changed atomically.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>

#include "directory.h"

#define RAMFS_MAGIC 0x01021994 /* TMPFS_MAGIC of linux/magic.h: programs look for tmpfs */

static const struct vnode_ops ramfs_ops;

struct ramfs_mount {
    uint64_t last_inode; /* atomic */
    uint64_t inodes;     /* atomic */
};

static void change_links(struct vnode *vnode, int by)
{
    __atomic_fetch_add(&vnode->links, (uint32_t)by, __ATOMIC_RELAXED);
}

static struct vnode *new_vnode(struct mount *mount, uint32_t mode)
{
    struct ramfs_mount *ramfs = mount->data;
    uint64_t inode = __atomic_add_fetch(&ramfs->last_inode, 1, __ATOMIC_RELAXED);
    struct vnode *vnode = vnode_create(mount, &ramfs_ops, mode, inode);
    if (vnode == NULL) return NULL;
    __atomic_fetch_add(&ramfs->inodes, 1, __ATOMIC_RELAXED);
    if (!S_ISDIR(mode)) return vnode;
    vnode->links = 2;
    vnode->data = ramfs_directory_create();
    if (vnode->data == NULL) {
        vnode_put(vnode);
        return NULL;
    }
    return vnode;
}

static void ramfs_release(struct vnode *vnode)
{
    struct ramfs_mount *ramfs = vnode->mount->data;
    __atomic_fetch_sub(&ramfs->inodes, 1, __ATOMIC_RELAXED);
    if (S_ISLNK(vnode->mode))
        kfree(vnode->data);
    else if (vnode->data != NULL)
        ramfs_directory_free(vnode->data);
}

static int ramfs_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    const struct ramfs_entry *entry = ramfs_find(directory->data, name, length);
    if (entry == NULL) return -ENOENT;
    *found = vnode_get(entry->vnode);
    return 0;
}

/* Enters a new vnode, whose one reference goes to the entry; on failure it goes away. */
static int enter(struct vnode *directory, const char *name, size_t length, struct vnode *vnode)
{
    /* A directory that was removed while somebody works in it takes nothing new. */
    int status = directory->links == 0 ? -ENOENT : ramfs_add(directory->data, name, length, vnode);
    if (status != 0)
        vnode_put(vnode);
    else if (S_ISDIR(vnode->mode))
        directory->links++;
    return status;
}

static int ramfs_create(struct vnode *directory, const char *name, size_t length, uint32_t mode,
                        struct vnode **created)
{
    struct vnode *vnode = new_vnode(directory->mount, mode);
    if (vnode == NULL) return -ENOMEM;
    int status = enter(directory, name, length, vnode);
    if (status == 0) *created = vnode_get(vnode);
    return status;
}

static int ramfs_symlink(struct vnode *directory, const char *name, size_t length, const char *target)
{
    struct vnode *vnode = new_vnode(directory->mount, S_IFLNK | 0777);
    if (vnode == NULL) return -ENOMEM;
    vnode->size = strlen(target);
    vnode->data = kstrdup(target, vnode->size);
    if (vnode->data == NULL) {
        vnode_put(vnode);
        return -ENOMEM;
    }
    return enter(directory, name, length, vnode);
}

static int ramfs_link(struct vnode *directory, const char *name, size_t length, struct vnode *target)
{
    int status = directory->links == 0 ? -ENOENT : ramfs_add(directory->data, name, length, target);
    if (status != 0) return status;
    vnode_get(target);
    change_links(target, 1);
    return 0;
}

/* Takes the links away that a name gave. A directory loses its own `.` too. */
static int drop_links(struct vnode *directory, struct vnode *vnode)
{
    if (!S_ISDIR(vnode->mode)) {
        change_links(vnode, -1);
        return 0;
    }
    const struct ramfs_directory *entries = vnode->data;
    if (entries->entry_count != 0) return -ENOTEMPTY;
    directory->links--;
    vnode->links = 0;
    return 0;
}

static int ramfs_unlink(struct vnode *directory, const char *name, size_t length, struct vnode *vnode)
{
    struct ramfs_entry *entry = ramfs_find(directory->data, name, length);
    if (entry == NULL) return -ENOENT;
    /* The directory that goes is locked as well, so that nobody adds to it meanwhile: a child after its
     * parent. */
    if (S_ISDIR(vnode->mode)) mutex_lock(&vnode->lock);
    int status = drop_links(directory, vnode);
    if (S_ISDIR(vnode->mode)) mutex_unlock(&vnode->lock);
    if (status == 0) vnode_put(ramfs_remove(directory->data, entry));
    return status;
}

static int ramfs_rename(struct vnode *from, const char *name, size_t length, struct vnode *to,
                        const char *new_name, size_t new_length, struct vnode *replaced)
{
    struct ramfs_entry *entry = ramfs_find(from->data, name, length);
    if (entry == NULL || to->links == 0) return -ENOENT;
    if (replaced != NULL) {
        /* Nothing may fail once the name that is replaced is gone: its entry is used again. */
        struct ramfs_entry *target = ramfs_find(to->data, new_name, new_length);
        if (S_ISDIR(replaced->mode) && replaced != from) mutex_lock(&replaced->lock);
        int status = drop_links(to, replaced);
        if (S_ISDIR(replaced->mode) && replaced != from) mutex_unlock(&replaced->lock);
        if (status != 0) return status;
        target->vnode = entry->vnode;
        vnode_put(replaced);
    } else {
        int status = ramfs_add(to->data, new_name, new_length, entry->vnode);
        if (status != 0) return status;
    }
    const struct vnode *vnode = ramfs_remove(from->data, entry);
    if (S_ISDIR(vnode->mode)) {
        from->links--;
        to->links++;
    }
    return 0;
}

static int ramfs_exchange(struct vnode *a, const char *name_a, size_t length_a, struct vnode *b,
                          const char *name_b, size_t length_b)
{
    struct ramfs_entry *entry_a = ramfs_find(a->data, name_a, length_a);
    struct ramfs_entry *entry_b = ramfs_find(b->data, name_b, length_b);
    if (entry_a == NULL || entry_b == NULL) return -ENOENT;
    struct vnode *vnode = entry_a->vnode;
    entry_a->vnode = entry_b->vnode;
    entry_b->vnode = vnode;
    uint32_t moved_to_a = S_ISDIR(entry_a->vnode->mode), moved_to_b = S_ISDIR(vnode->mode);
    a->links += moved_to_a - moved_to_b;
    b->links += moved_to_b - moved_to_a;
    return 0;
}

static int ramfs_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    const struct ramfs_directory *entries = directory->data;
    LIST_FOREACH(&entries->entries, node)
    {
        const struct ramfs_entry *entry = list_entry(node, struct ramfs_entry, node);
        if (entry->cookie > cookie && !emit(context, entry->text, entry->length, entry->vnode->inode,
                                            MODE_TO_DT(entry->vnode->mode), entry->cookie))
            break;
    }
    return 0;
}

static ssize64_t ramfs_readlink(struct vnode *vnode, char *buffer, size_t size)
{
    size = MIN(size, vnode->size);
    memcpy(buffer, vnode->data, size);
    return (ssize64_t)size;
}

static int ramfs_truncate(struct vnode *vnode, uint64_t size)
{
    (void)vnode;
    return size > INT64_MAX ? -EFBIG : 0;
}

static int ramfs_setattr(struct vnode *vnode, const struct vnode_attributes *attributes)
{
    (void)vnode;
    (void)attributes;
    return 0;
}

/* What a file takes of the memory: the pages that were written to. */
static void ramfs_getattr(struct vnode *vnode, struct stat *stat)
{
    stat->st_blocks = (int64_t)(vnode->pages.count * (PAGE_SIZE / 512));
    if (S_ISDIR(vnode->mode)) stat->st_size = ((const struct ramfs_directory *)vnode->data)->entry_count * 32;
}

static const struct vnode_ops ramfs_ops = {
    .lookup = ramfs_lookup,
    .create = ramfs_create,
    .symlink = ramfs_symlink,
    .link = ramfs_link,
    .unlink = ramfs_unlink,
    .rename = ramfs_rename,
    .exchange = ramfs_exchange,
    .readdir = ramfs_readdir,
    .readlink = ramfs_readlink,
    .truncate = ramfs_truncate,
    .setattr = ramfs_setattr,
    .getattr = ramfs_getattr,
    .release = ramfs_release,
};

static int ramfs_mount(struct mount *mount, const char *source, char *problem)
{
    USES(writable_files);
    (void)source;
    (void)problem;
    struct ramfs_mount *ramfs = kzalloc(sizeof(*ramfs));
    if (ramfs == NULL) return -ENOMEM;
    mount->data = ramfs;
    /* All but an eighth of the memory may become files, so that the program gets ENOSPC before it dies of
     * hunger. */
    uint64_t total = frame_count_total();
    mount->page_limit = total - total / 8;
    mount->root = new_vnode(mount, S_IFDIR | 01777);
    if (mount->root == NULL) {
        kfree(ramfs);
        return -ENOMEM;
    }
    return 0;
}

static void ramfs_statfs(struct mount *mount, struct statfs *statfs)
{
    const struct ramfs_mount *ramfs = mount->data;
    statfs->f_blocks = mount->page_limit;
    statfs->f_bfree = statfs->f_bavail = mount->page_limit - MIN(mount->page_count, mount->page_limit);
    statfs->f_files = mount->page_limit;
    statfs->f_ffree = mount->page_limit - MIN(ramfs->inodes, mount->page_limit);
}

static const struct filesystem ramfs = {
    .name = "ramfs",
    .magic = RAMFS_MAGIC,
    .mount = ramfs_mount,
    .statfs = ramfs_statfs,
};
SET_ADD(filesystem, struct filesystem, ramfs);
