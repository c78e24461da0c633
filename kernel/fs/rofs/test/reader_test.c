// SPDX-License-Identifier: MIT
// sources: image.c ../reader.c ../tree.c ../../../core/format.c
/* Good images are read, and each kind of damage is told by its place. */
#include "image.h"

#include "../layout.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set(const struct image *image, size_t at, uint64_t value, size_t size)
{
    memcpy(image->bytes + at, &value, size);
}

#define SUPER(field) offsetof(struct rofs_disk_superblock, field)
#define INODE(number, field) (image_inode(&image, number) + offsetof(struct rofs_disk_inode, field))
#define ENTRY(number, offset) (image_entry(&image, number) + (offset))

static void test_good_image(void)
{
    struct image image = image_create();
    struct rofs rofs;
    struct rofs_inode inode;
    char target[8];
    assert(image_open(&image, &rofs) == 0);
    assert(image_walk(&rofs) == 4 + MANY);
    assert(rofs_read_inode(&rofs, INODE_FILE, &inode) == 0 && inode.mode == (S_IFREG | 0644) &&
           inode.count == FILE_BYTES);
    assert(rofs_read_inode(&rofs, INODE_MANY, &inode) == 0 && inode.mode == (S_IFDIR | 0555));
    assert(rofs_read_symlink(&rofs, 0, target, sizeof(target)) == 4 && memcmp(target, "file", 4) == 0);
    assert(rofs_read_symlink(&rofs, 0, target, 2) == 4);
    assert(image.mapped == 0);
    rofs_close(&rofs);
    free(image.bytes);
}

static void test_names_that_are_not_there(void)
{
    struct image image = image_create();
    struct rofs rofs;
    struct rofs_entry entry;
    struct rofs_directory few = {.first = 0, .count = 4}, many = {.first = 4, .count = MANY};
    assert(image_open(&image, &rofs) == 0);
    assert(rofs_find(&rofs, &few, "f1", 2, &entry) == -ENOENT && few.index == NULL);
    assert(rofs_find(&rofs, &many, "file", 4, &entry) == -ENOENT && many.index != NULL);
    assert(rofs_find(&rofs, &many, "f59", 3, &entry) == 0 && entry.inode == INODE_FIRST_OF_MANY + 59);
    free(many.index);
    rofs_close(&rofs);
    free(image.bytes);
}

/* Opens and walks an image with one number changed; the message must begin with `message`. */
static void expect(size_t at, uint64_t value, size_t size, const char *message)
{
    struct image image = image_create();
    struct rofs rofs;
    set(&image, at, value, size);
    long status = image_open(&image, &rofs);
    if (status == 0) status = image_walk(&rofs);
    if (status != -EIO || strncmp(rofs.error, message, strlen(message)) != 0) {
        printf("expected: %s\nfound:    %s (%ld)\n", message, rofs.error, status);
        abort();
    }
    assert(image.mapped == 0);
    rofs_close(&rofs);
    free(image.bytes);
}

static void test_damage(void)
{
    struct image image = image_create();
    expect(SUPER(magic), 0, 8, "superblock: magic is 0x0, expected 0xdeadbead; is this a ROFS image?");
    expect(SUPER(version), 2, 8, "superblock: version is 2, expected 1");
    expect(SUPER(block_size), 4096, 8, "superblock: block size is 4096, expected 512");
    expect(SUPER(structure_info_first_block), 0, 8,
           "superblock: 6 blocks of structure information at block 0");
    expect(SUPER(structure_info_first_block), UINT64_MAX, 8,
           "superblock: 6 blocks of structure information at block 18446744073709551615");
    expect(SUPER(structure_info_blocks_count), UINT64_MAX, 8,
           "superblock: 18446744073709551615 blocks of structure information");
    expect(SUPER(directory_entries_count), UINT64_MAX, 8,
           "superblock: 18446744073709551615 directory entries in 3072 bytes");
    expect(SUPER(directory_entries_count), 65, 8,
           "directory entry at byte 826 of the structure information: ");
    expect(SUPER(symlinks_count), UINT64_MAX, 8,
           "superblock: 18446744073709551615 symbolic links in 3072 bytes");
    expect(SUPER(inodes_count), 0, 8, "superblock: 0 inodes in 3072 bytes");
    expect(SUPER(inodes_count), 71, 8, "superblock: 71 inodes do not fit behind");
    expect(SUPER(inodes_count), 64, 8,
           "directory entry at byte 813 of the structure information: there is no inode of its number");
    expect(ENTRY(0, 0), 0, 8,
           "directory entry at byte 0 of the structure information: there is no inode of its number");
    expect(ENTRY(1, 8), 0, 2, "directory entry at byte 14 of the structure information: its name is empty");
    expect(ENTRY(1, 8), 256, 2,
           "directory entry at byte 14 of the structure information: its name is longer than 255 bytes");
    expect(
        ENTRY(1, 11), '/', 1,
        "directory entry at byte 14 of the structure information: its name contains a slash or a zero byte");
    expect(
        ENTRY(1, 11), 0, 1,
        "directory entry at byte 14 of the structure information: its name contains a slash or a zero byte");
    expect(ENTRY(4, 10), '.' | '.' << 8, 2,
           "directory entry at byte 56 of the structure information: its name is . or ..");
    expect(ENTRY(64, 0), 0, 2, "symbolic link 0: its target has 0 bytes, expected 1 to 4095");
    expect(ENTRY(64, 0), 0xfff, 2, "symbolic link 0 is cut off");
    expect(INODE(1, mode), S_IFLNK, 8, "inode 1: it is the root, and not a directory");
    expect(INODE(1, count), 65, 8, "inode 1: 65 entries from entry 0 on, there are 64");
    expect(INODE(INODE_MANY, data_offset), UINT64_MAX, 8,
           "inode 2: 60 entries from entry 18446744073709551615 on, there are 64");
    expect(INODE(INODE_FILE, mode), 0010644, 8,
           "inode 3: its mode is 010644, which is neither a file, a directory nor");
    expect(INODE(INODE_FILE, inode_no), 4, 8, "inode 3: its own number is 4");
    expect(INODE(INODE_FILE, data_offset), 15, 8, "inode 3: 1000 bytes at block 15, the disk has 16 blocks");
    expect(INODE(INODE_FILE, data_offset), UINT64_MAX, 8,
           "inode 3: 1000 bytes at block 18446744073709551615, the disk has 16 blocks");
    expect(INODE(INODE_FILE, count), UINT64_MAX, 8,
           "inode 3: 18446744073709551615 bytes at block 8, the disk has 16 blocks");
    expect(INODE(INODE_FILE, count), 1025, 8,
           "inode 3: its 3 blocks at block 8 overlap the structure information");
    expect(INODE(INODE_FILE, data_offset), 0, 8, "inode 3: its 2 blocks at block 0 overlap the superblock");
    expect(INODE(INODE_LINK, data_offset), 1, 8, "inode 4: symbolic link 1, there are 1");
    expect(ENTRY(0, 0), 1, 8, "inode 1: the directory is in two places, or in itself (entry at byte 0)");
    expect(ENTRY(1, 0), INODE_NONE, 8,
           "inode 5: the directory is in two places, or in itself (entry at byte 42)");
    expect(ENTRY(4, 0), INODE_MANY, 8,
           "inode 2: the directory is in two places, or in itself (entry at byte 56)");
    free(image.bytes);
}

static void test_cut_off_anywhere(void)
{
    struct image whole = image_create();
    for (size_t size = 512; size < whole.size; size += 512) {
        struct image image = {.bytes = whole.bytes, .size = size};
        struct rofs rofs;
        assert(image_open(&image, &rofs) == -EIO && rofs.error[0] != 0);
        rofs_close(&rofs);
    }
    free(whole.bytes);
}

static void test_pages_that_cannot_be_read(void)
{
    struct image image = image_create();
    struct rofs rofs;
    long status = -ENOMEM;
    for (unsigned fail = 1; status == -ENOMEM; fail++) {
        image.fail_map = fail;
        status = image_open(&image, &rofs);
        if (status == 0) status = image_walk(&rofs);
        assert(status > 0 || status == -ENOMEM);
        assert(image.mapped == 0);
        rofs_close(&rofs);
    }
    free(image.bytes);
}

int main(void)
{
    test_good_image();
    test_names_that_are_not_there();
    test_damage();
    test_cut_off_anywhere();
    test_pages_that_cannot_be_read();
    return 0;
}
