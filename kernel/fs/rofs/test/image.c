/* SPDX-License-Identifier: MIT */
#include "image.h"

#include "../layout.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <assert.h>
#include <mm/kmalloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *kmalloc(size_t size)
{
    return malloc(size);
}
void *kzalloc(size_t size)
{
    return calloc(1, size);
}
void kfree(void *memory)
{
    free(memory);
}

static void put(uint8_t **to, uint64_t value, size_t size)
{
    memcpy(*to, &value, size);
    *to += size;
}

static void put_entry(uint8_t **to, uint64_t inode, const char *name)
{
    put(to, inode, 8);
    put(to, strlen(name), 2);
    memcpy(*to, name, strlen(name));
    *to += strlen(name);
}

static void put_inode(uint8_t **to, uint64_t mode, uint64_t number, uint64_t offset, uint64_t count)
{
    put(to, mode, 8);
    put(to, number, 8);
    put(to, offset, 8);
    put(to, count, 8);
}

struct image image_create(void)
{
    static uint8_t info[16384];
    uint8_t *to = info;
    memset(info, 0, sizeof(info));
    put_entry(&to, INODE_MANY, "many");
    put_entry(&to, INODE_FILE, "file");
    put_entry(&to, INODE_LINK, "link");
    put_entry(&to, INODE_NONE, "none");
    for (unsigned i = 0; i < MANY; i++) {
        char name[8];
        snprintf(name, sizeof(name), "f%u", i);
        put_entry(&to, INODE_FIRST_OF_MANY + i, name);
    }
    put(&to, 4, 2);
    memcpy(to, "file", 4);
    to += 4;
    put_inode(&to, S_IFDIR | 0755, 1, 0, 4);
    put_inode(&to, S_IFDIR, INODE_MANY, 4, MANY);
    put_inode(&to, S_IFREG | 0644, INODE_FILE, FILE_BLOCK, FILE_BYTES);
    put_inode(&to, S_IFLNK, INODE_LINK, 0, 1);
    put_inode(&to, S_IFDIR | 0700, INODE_NONE, 4 + MANY, 0);
    for (unsigned i = 0; i < MANY; i++) put_inode(&to, S_IFREG, INODE_FIRST_OF_MANY + i, 0, 0);
    size_t blocks = ((size_t)(to - info) + 511) / 512;
    struct image image = {.size = (INFO_BLOCK + blocks) * 512};
    image.bytes = calloc(1, image.size);
    uint64_t super[8] = {ROFS_MAGIC, ROFS_VERSION, 512, INFO_BLOCK,
                         blocks,     4 + MANY,     1,   INODE_FIRST_OF_MANY - 1 + MANY};
    memcpy(image.bytes, super, sizeof(super));
    memset(image.bytes + FILE_BLOCK * 512, 'x', FILE_BYTES);
    memcpy(image.bytes + INFO_BLOCK * 512, info, blocks * 512);
    return image;
}

size_t image_entry(const struct image *image, unsigned number)
{
    size_t at = INFO_BLOCK * 512;
    for (; number > 0; number--) {
        uint16_t length;
        memcpy(&length, image->bytes + at + 8, 2);
        at += ROFS_ENTRY_HEADER + length;
    }
    return at;
}

size_t image_inode(const struct image *image, unsigned number)
{
    return image_entry(image, 4 + MANY) + 2 + 4 + (number - 1) * sizeof(struct rofs_disk_inode);
}

/* Each page is an allocation of its own, so that reading beyond it is noticed. */
static int map(void *context, uint64_t index, const uint8_t **page, void **handle)
{
    struct image *image = context;
    if (image->fail_map != 0 && --image->fail_map == 0) return -ENOMEM;
    struct rofs_disk_superblock super;
    memcpy(&super, image->bytes, sizeof(super));
    size_t start = super.structure_info_first_block * 512 + index * PAGE_SIZE;
    assert(start < image->size);
    uint8_t *copy = calloc(1, PAGE_SIZE);
    size_t left = image->size - start;
    memcpy(copy, image->bytes + start, left < PAGE_SIZE ? left : PAGE_SIZE);
    image->mapped++;
    *page = *handle = copy;
    return 0;
}

static void unmap(void *context, void *handle)
{
    ((struct image *)context)->mapped--;
    free(handle);
}

int image_open(struct image *image, struct rofs *rofs)
{
    uint8_t block[ROFS_BLOCK_SIZE] = {0};
    memcpy(block, image->bytes, image->size < sizeof(block) ? image->size : sizeof(block));
    int status = rofs_read_superblock(rofs, block, image->size);
    if (status != 0) return status;
    rofs->source = (struct rofs_source){map, unmap, image};
    return rofs_open(rofs);
}

static void check_name(const struct rofs *rofs, const struct rofs_entry *entry)
{
    assert(entry->length > 0 && entry->length <= ROFS_NAME_MAX && strlen(entry->name) == entry->length);
    assert(strchr(entry->name, '/') == NULL && strcmp(entry->name, ".") != 0 &&
           strcmp(entry->name, "..") != 0);
    assert(entry->inode >= 1 && entry->inode <= rofs->inodes);
}

static int check_node(struct rofs *rofs, const struct rofs_inode *inode)
{
    assert((inode->mode & 0777) != 0 || (inode->mode & 07000) != 0);
    if (S_ISLNK(inode->mode)) {
        char target[ROFS_TARGET_MAX];
        ssize64_t length = rofs_read_symlink(rofs, inode->start, target, sizeof(target));
        assert(length < 0 || (length >= 1 && length <= ROFS_TARGET_MAX));
        return length < 0 ? (int)length : 0;
    }
    if (S_ISREG(inode->mode) && inode->count != 0) {
        uint64_t start = inode->start * 512, end = start + inode->count;
        assert(start >= 512 && end > start && end <= rofs->disk_bytes);
        assert(end <= rofs->structure_start || start >= rofs->structure_start + rofs->structure_size);
    }
    return 0;
}

struct walker {
    struct rofs *rofs;
    struct rofs_parents parents;
    uint64_t *directories; /* still to go through */
    size_t count;
    long names;
};

static int walk_entry(struct walker *walker, struct rofs_directory *directory, const struct rofs_entry *entry)
{
    struct rofs *rofs = walker->rofs;
    struct rofs_inode inode;
    struct rofs_entry found;
    check_name(rofs, entry);
    walker->names++;
    int status = rofs_find(rofs, directory, entry->name, entry->length, &found);
    if (status != 0) return status;
    assert(strcmp(found.name, entry->name) == 0);
    status = rofs_read_inode(rofs, entry->inode, &inode);
    if (status == 0) status = check_node(rofs, &inode);
    if (status != 0 || !S_ISDIR(inode.mode)) return status;
    status = rofs_claim(rofs, &walker->parents, entry->inode, entry->offset);
    if (status == 0) walker->directories[walker->count++] = entry->inode;
    return status;
}

static int walk_directory(struct walker *walker, uint64_t number)
{
    struct rofs_inode inode;
    int status = rofs_read_inode(walker->rofs, number, &inode);
    if (status != 0) return status;
    struct rofs_directory *directory = kzalloc(sizeof(*directory));
    directory->first = inode.start;
    directory->count = inode.count;
    struct rofs_cursor cursor = {.rofs = walker->rofs};
    status = rofs_seek_entry(&cursor, inode.start);
    for (uint64_t i = 0; i < inode.count && status == 0; i++) {
        struct rofs_entry entry;
        status = rofs_read_entry(&cursor, &entry);
        if (status == 0) status = walk_entry(walker, directory, &entry);
    }
    rofs_cursor_end(&cursor);
    rofs_directory_free(directory);
    return status;
}

long image_walk(struct rofs *rofs)
{
    struct walker walker = {
        .rofs = rofs, .directories = calloc(rofs->inodes + 1, sizeof(uint64_t)), .count = 1};
    walker.directories[0] = ROFS_ROOT_INODE;
    int status = 0;
    /* As no directory is claimed twice, there are at most as many as inodes. */
    while (walker.count > 0 && status == 0)
        status = walk_directory(&walker, walker.directories[--walker.count]);
    free(walker.directories);
    kfree(walker.parents.table);
    return status != 0 ? status : walker.names;
}
