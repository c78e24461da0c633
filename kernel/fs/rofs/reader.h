/* SPDX-License-Identifier: MIT */
/*
 * Reading the structure information of a ROFS image. Pure: bytes come through a callback, nothing is logged.
 * Every number is checked when it is read, every time: the pages it comes from may have been dropped and read
 * again.
 *
 * Entries and links have no fixed size, so their places are found by reading from the start. Opening an image
 * does that once and notes the place of every ROFS_MARK_DISTANCEth of them.
 */
#pragma once

#include <core/types.h>

#define ROFS_MARK_DISTANCE 32u
#define ROFS_NAME_MAX 255u
#define ROFS_TARGET_MAX 4095u
#define ROFS_ERROR_SIZE 144

struct rofs_source {
    /** The 4096 bytes of page `index` of the structure information, valid until `unmap` gets *handle. A
     * negative errno: cannot be read. */
    int (*map)(void *context, uint64_t index, const uint8_t **page, void **handle);
    void (*unmap)(void *context, void *handle);
    void *context;
};

struct rofs {
    struct rofs_source source;
    uint64_t disk_bytes;
    uint64_t structure_start;              /* on the disk, bytes */
    uint64_t structure_size;               /* bytes, below 4 GiB */
    uint64_t entries, symlinks, inodes;    /* counts */
    uint32_t *entry_marks, *symlink_marks; /* offsets in the structure information */
    uint32_t symlinks_start, inodes_start;
    /** What was wrong, with its place; set by whatever returns -EIO for a broken image, empty otherwise. */
    char error[ROFS_ERROR_SIZE];
};

struct rofs_inode {
    uint32_t mode;         /* S_IFREG, S_IFDIR or S_IFLNK with permissions */
    uint64_t start, count; /* as data_offset and count of the disk's */
};

struct rofs_entry {
    uint64_t inode;
    uint32_t offset; /* of the entry in the structure information: tells it from all others */
    uint32_t length;
    char name[ROFS_NAME_MAX + 1]; /* 0-terminated */
};

/** Reading bytes one after the other. rofs_cursor_end gives its page back. */
struct rofs_cursor {
    struct rofs *rofs;
    uint64_t offset;
    const uint8_t *page; /* NULL: none */
    uint64_t page_index;
    void *handle;
};
void rofs_cursor_end(struct rofs_cursor *cursor);

/** Reads the superblock (ROFS_BLOCK_SIZE bytes) of a disk of that size. 0 or -EIO; the rest of *rofs is
 * zeroed. */
int must_check rofs_read_superblock(struct rofs *rofs, const void *block, uint64_t disk_bytes);
/** Goes through all entries and links. `source` is set by the caller before. 0, -EIO, -ENOMEM. */
int must_check rofs_open(struct rofs *rofs);
void rofs_close(struct rofs *rofs);

int must_check rofs_read_inode(struct rofs *rofs, uint64_t number, struct rofs_inode *inode);
/** Puts a cursor, of which only `rofs` was set, before the entry of that number (or at the end, for the count
 * of them). */
int must_check rofs_seek_entry(struct rofs_cursor *cursor, uint64_t number);
/** Reads the entry at the cursor, and moves behind it. */
int must_check rofs_read_entry(struct rofs_cursor *cursor, struct rofs_entry *entry);
/** Copies the target (up to `size` bytes) of a link; its full length or a negative errno. */
ssize64_t must_check rofs_read_symlink(struct rofs *rofs, uint64_t number, char *buffer, size_t size);
