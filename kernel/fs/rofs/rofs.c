/* SPDX-License-Identifier: MIT */
/*
 * ROFS as a file system of vfs. The structure information is read through a vnode of its own, so that its
 * pages live in the page cache: a small machine keeps only what it uses. File data goes from the disk to the
 * page cache without a copy.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <block/block.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#include "disk.h"
#include "layout.h"
#include "tree.h"

/* Names are looked up near each other: read a few pages at once. */
#define STRUCTURE_READ_AHEAD 7u

struct rofs_mount {
    struct rofs rofs; /* `error`, the marks and `parents` under lock */
    struct block_device *disk;
    struct vnode *structure;
    struct rofs_parents parents;
    struct mutex lock;
    bool told; /* of a broken image; once is enough */
};

static const struct vnode_ops rofs_ops;

/* The end of everything that uses the reader: tells of a broken image once. */
static int finish(struct rofs_mount *mount, int status)
{
    if (status == -EIO && mount->rofs.error[0] != 0 && !mount->told) {
        mount->told = true;
        log_warn("rofs: %s: %s", mount->disk->name, mount->rofs.error);
    }
    mutex_unlock(&mount->lock);
    return status;
}

static struct rofs_mount *begin(struct vnode *vnode)
{
    struct rofs_mount *mount = vnode->mount->data;
    mutex_lock(&mount->lock);
    return mount;
}

/* vnode->data of a file is its first block as a number. */
static int rofs_read_pages(struct vnode *vnode, uint64_t index, void *const *pages, unsigned count)
{
    const struct rofs_mount *mount = vnode->mount->data;
    return disk_read_pages(mount->disk, (uint64_t)vnode->data, vnode->size, index, pages, count);
}

static const struct vnode_ops structure_ops = {.read_pages = rofs_read_pages};

static int map_page(void *context, uint64_t index, const uint8_t **memory, void **handle)
{
    struct cache_page *page;
    int status = cache_get(context, index, STRUCTURE_READ_AHEAD, &page);
    if (status != 0) return status;
    *memory = page->memory;
    *handle = page;
    return 0;
}

static void unmap_page(void *context, void *handle)
{
    (void)context;
    cache_release(handle);
}

static int make_vnode(struct mount *mount, uint64_t number, struct vnode **made)
{
    struct rofs_mount *rofs = mount->data;
    struct rofs_inode inode;
    int status = rofs_read_inode(&rofs->rofs, number, &inode);
    if (status != 0) return status;
    struct vnode *vnode = vnode_create(mount, &rofs_ops, inode.mode, number);
    if (vnode == NULL) return -ENOMEM;
    /* The format has no times. */
    vnode->atime_ns = vnode->mtime_ns = vnode->ctime_ns = 0;
    vnode->size = inode.count;
    vnode->data = (void *)inode.start;
    if (S_ISDIR(inode.mode)) {
        struct rofs_directory *directory = kzalloc(sizeof(*directory));
        if (directory == NULL) {
            vnode->data = NULL;
            vnode_put(vnode);
            return -ENOMEM;
        }
        directory->first = inode.start;
        directory->count = inode.count;
        vnode->data = directory;
        vnode->links = 2;
        vnode->size = inode.count * (ROFS_ENTRY_HEADER + 8);
    } else if (S_ISLNK(inode.mode)) {
        char unused;
        ssize64_t length = rofs_read_symlink(&rofs->rofs, inode.start, &unused, 0);
        if (length < 0) {
            vnode_put(vnode);
            return (int)length;
        }
        vnode->size = (uint64_t)length;
    }
    *made = vnode;
    return 0;
}

static void rofs_release(struct vnode *vnode)
{
    if (S_ISDIR(vnode->mode) && vnode->data != NULL) rofs_directory_free(vnode->data);
}

static int rofs_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    struct rofs_entry entry;
    struct rofs_mount *mount = begin(directory);
    int status = rofs_find(&mount->rofs, directory->data, name, length, &entry);
    if (status == 0) status = make_vnode(directory->mount, entry.inode, found);
    if (status == 0 && S_ISDIR((*found)->mode)) {
        status = rofs_claim(&mount->rofs, &mount->parents, entry.inode, entry.offset);
        if (status != 0) vnode_put(*found);
    }
    return finish(mount, status);
}

/* The cookie is the number of the next entry in the directory. */
static int rofs_readdir(struct vnode *vnode, uint64_t cookie, dirent_emit emit, void *context)
{
    const struct rofs_directory *directory = vnode->data;
    if (cookie >= directory->count) return 0;
    struct rofs_mount *mount = begin(vnode);
    struct rofs_cursor cursor = {.rofs = &mount->rofs};
    int status = rofs_seek_entry(&cursor, directory->first + cookie);
    while (status == 0 && cookie < directory->count) {
        struct rofs_entry entry;
        struct rofs_inode inode;
        status = rofs_read_entry(&cursor, &entry);
        if (status != 0) break;
        /* A name whose inode is broken is listed; whoever looks it up learns what is wrong. */
        bool known = rofs_read_inode(&mount->rofs, entry.inode, &inode) == 0;
        if (!emit(context, entry.name, entry.length, entry.inode, known ? MODE_TO_DT(inode.mode) : DT_UNKNOWN,
                  ++cookie))
            break;
    }
    rofs_cursor_end(&cursor);
    return finish(mount, status);
}

static ssize64_t rofs_readlink(struct vnode *vnode, char *buffer, size_t size)
{
    struct rofs_mount *mount = begin(vnode);
    ssize64_t length = rofs_read_symlink(&mount->rofs, (uint64_t)vnode->data, buffer, size);
    int status = finish(mount, (int)MIN(length, 0));
    return status != 0 ? status : (ssize64_t)MIN((size_t)length, size);
}

FOR_USE(directories, rofs_readdir);

static const struct vnode_ops rofs_ops = {
    .lookup = rofs_lookup,
    .readdir = FOR(directories, rofs_readdir),
    .readlink = rofs_readlink,
    .read_pages = rofs_read_pages,
    .release = rofs_release,
};

static int read_superblock(struct rofs_mount *rofs)
{
    void *block = kmalloc(SECTOR_SIZE);
    if (block == NULL) return -ENOMEM;
    int status = block_read(rofs->disk, 0, block, SECTOR_SIZE);
    if (status == 0)
        status = rofs_read_superblock(&rofs->rofs, block, rofs->disk->sector_count * SECTOR_SIZE);
    kfree(block);
    return status;
}

static int open_image(struct mount *mount, struct rofs_mount *rofs)
{
    int status = read_superblock(rofs);
    if (status != 0) return status;
    rofs->structure = vnode_create(mount, &structure_ops, S_IFREG, 0);
    if (rofs->structure == NULL) return -ENOMEM;
    rofs->structure->size = rofs->rofs.structure_size;
    rofs->structure->data = (void *)(rofs->rofs.structure_start / ROFS_BLOCK_SIZE);
    rofs->rofs.source = (struct rofs_source){map_page, unmap_page, rofs->structure};
    status = rofs_open(&rofs->rofs);
    return status != 0 ? status : make_vnode(mount, ROFS_ROOT_INODE, &mount->root);
}

static int rofs_mount(struct mount *mount, const char *source, char *problem)
{
    struct block_device *disk = source != NULL ? block_find(source) : NULL;
    if (disk == NULL) return -ENODEV;
    struct rofs_mount *rofs = kzalloc(sizeof(*rofs));
    if (rofs == NULL) return -ENOMEM;
    rofs->disk = disk;
    mutex_init(&rofs->lock);
    mount->data = rofs;
    int status = open_image(mount, rofs);
    if (status == 0) return 0;
    if (rofs->rofs.error[0] != 0)
        format_text(problem, MOUNT_PROBLEM_SIZE, "rofs: %s: %s", disk->name, rofs->rofs.error);
    if (rofs->structure != NULL) vnode_put(rofs->structure);
    rofs_close(&rofs->rofs);
    kfree(rofs);
    return status;
}

static void rofs_statfs(struct mount *mount, struct statfs *statfs)
{
    const struct rofs_mount *rofs = mount->data;
    statfs->f_blocks = rofs->rofs.disk_bytes / PAGE_SIZE;
    statfs->f_files = rofs->rofs.inodes;
}

static const struct filesystem rofs = {
    .name = "rofs",
    .needs_device = true,
    .read_only = true,
    .magic = ROFS_MAGIC,
    .mount = rofs_mount,
    .statfs = rofs_statfs,
};
SET_ADD(filesystem, struct filesystem, rofs);
