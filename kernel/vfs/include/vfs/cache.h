/* SPDX-License-Identifier: MIT */
/* The page cache: pages of files in memory, shared by read, write and mappings. */
#pragma once

#include <core/types.h>
#include <sched/lock.h>

struct vnode;

struct cache_page {
    uint64_t index; /* page number in the file */
    void *memory;   /* in the direct map */
    uint32_t pins;  /* users that hold it now; under the cache lock */
    uint32_t maps;  /* page table entries that map it */
    bool ready;     /* contents are valid; false while it is being read */
    int error;      /* of reading it */
    struct vnode *vnode;
    struct list_node lru;
};

/** The pages of one vnode; a radix tree or hash of vfs/cache.c. */
struct page_cache {
    struct spinlock lock;
    void *root;
    uint64_t count;
};

/** The page `index` of a file, read if it is not there (with read-ahead of up to `ahead` further pages), pinned: it stays until
 * cache_release. -EIO, -ENOMEM. Sleeps. Does not look at the file's size. */
int must_check cache_get(struct vnode *vnode, uint64_t index, unsigned ahead, struct cache_page **page);
void cache_release(struct cache_page *page);

/** For mappings: counts a page table entry up or down. A page with maps > 0 stays in memory. */
void cache_map(struct cache_page *page);
/** By vnode and index, since that is what an area knows of an entry that it removes. */
void cache_unmap(struct vnode *vnode, uint64_t index);

/** Drops pages at and behind `first`, and zeroes the rest of the page before when `tail` bytes of it stay. */
void cache_truncate(struct vnode *vnode, uint64_t first, uint32_t tail);
/** Drops all pages of a vnode that goes away. */
void cache_destroy(struct vnode *vnode);
/** Pages held by the cache that could be freed / in all. */
void cache_counts(uint64_t *reclaimable, uint64_t *total);
