/* SPDX-License-Identifier: MIT */
/* A disk in memory, as a source for the reader, and a small good image to damage. */
#pragma once

#include "../reader.h"
#include "../tree.h"

struct image {
    uint8_t *bytes;
    size_t size;
    unsigned mapped;   /* pages that the reader has and did not give back */
    unsigned fail_map; /* the next mapping but so many fails; 0: none does */
};

/*
 * What the good image has: / with the directory `many`, the file `file`, the link `link` and the empty
 * directory `none`; `many` has 60 files f0 to f59.
 */
enum { INODE_MANY = 2, INODE_FILE = 3, INODE_LINK = 4, INODE_NONE = 5, INODE_FIRST_OF_MANY = 6, MANY = 60 };
#define FILE_BLOCK 8u
#define FILE_BYTES 1000u
#define INFO_BLOCK 10u

/** Freed by the caller. */
struct image image_create(void);
/** Where the structure information has the entry or inode of that number. */
size_t image_entry(const struct image *image, unsigned number);
size_t image_inode(const struct image *image, unsigned number);

/** Reads the superblock and opens. */
int image_open(struct image *image, struct rofs *rofs);

/** Goes down the whole tree, as a program could, checking what the reader promises; the number of names, or a
 * negative errno. */
long image_walk(struct rofs *rofs);
