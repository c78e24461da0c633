/* SPDX-License-Identifier: MIT */
/* Finding names in directories of a ROFS image, and seeing to it that the directories form a tree. Pure, as
 * reader.h. */
#pragma once

#include "reader.h"

/** Directories with more entries get an index when a name is looked up in them. */
#define ROFS_INDEX_FROM 48u

struct rofs_directory {
    uint64_t first, count; /* entries */
    /** Open hash table of names: the places of entries in the structure information, plus one; 0 is free.
     * NULL: none yet. */
    uint32_t *index;
    uint32_t index_size; /* a power of two */
};

void rofs_directory_free(struct rofs_directory *directory);
/** 0, -ENOENT, -EIO, -ENOMEM. */
int must_check rofs_find(struct rofs *rofs, struct rofs_directory *directory, const char *name, size_t length,
                         struct rofs_entry *entry);

/** Which directory is reached by which entry. A second entry for the same one would make the tree a net, in
 * which a program that walks down may never come to an end. */
struct rofs_parents {
    struct rofs_parent {
        uint32_t inode; /* 0: free */
        uint32_t entry; /* its place in the structure information */
    } * table;
    uint32_t size, count;
};

/** Notes that the entry at `entry` leads to the directory `inode`. 0, -EIO (another one does as well),
 * -ENOMEM. */
int must_check rofs_claim(struct rofs *rofs, struct rofs_parents *parents, uint64_t inode, uint32_t entry);
