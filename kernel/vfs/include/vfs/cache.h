/* SPDX-License-Identifier: MIT */
/* The page cache: pages of files in memory, shared by read, write and mappings. */
#pragma once

#include <core/list.h>
#include <core/types.h>

struct vnode;

/** All fields are under the page cache's lock, but `memory` and `vnode` can be read by whoever holds a pin.
 */
struct cache_page {
    uint64_t index;       /* page number in the file */
    void *memory;         /* in the direct map */
    uint32_t pins;        /* users that hold it now */
    uint32_t maps;        /* page table entries that map it */
    bool ready;           /* contents are valid; false while it is being read */
    bool touched;         /* since the shrinker last came by */
    int error;            /* of reading it */
    struct vnode *vnode;  /* NULL: taken out of its file, goes with the last pin */
    struct list_node lru; /* of those that can be dropped */
};

/** The pages of one vnode: a radix tree of page numbers (vfs/cache-tree.h). */
struct page_cache {
    void *root;
    unsigned height;
    uint64_t count;
};

/** At most so many pages are read by one request. */
#define CACHE_BATCH 32u

/** The page `index` of a file, read if it is not there (with read-ahead of up to `ahead` further pages),
 * pinned: it stays until cache_release. 0, -EIO, -ENOMEM, or -ENOSPC (a memory-backed file system is full).
 * Sleeps. Does not look at the file's size. */
int must_check cache_get(struct vnode *vnode, uint64_t index, unsigned ahead, struct cache_page **page);
/** The page, pinned, if it is there and ready; else NULL. Does not sleep. */
struct cache_page *must_check cache_find(struct vnode *vnode, uint64_t index);
void cache_release(struct cache_page *page);
/** One more pin of a page that is pinned. */
void cache_hold(struct cache_page *page);

/** For mappings: counts a page table entry up or down. A page with maps > 0 stays in memory. */
void cache_map(struct cache_page *page);
/** By vnode and index, since that is what an area knows of an entry that it removes. */
void cache_unmap(struct vnode *vnode, uint64_t index);

/** Drops pages at and behind `first`, and zeroes the rest of the page before when `tail` bytes of it stay (0:
 * nothing to zero). Pages must not be mapped any more: area_truncate_vnode comes first. */
void cache_truncate(struct vnode *vnode, uint64_t first, uint32_t tail);
/** Drops all pages of a vnode that goes away. */
void cache_destroy(struct vnode *vnode);
/** Pages held by the cache that could be freed / in all. */
void cache_counts(uint64_t *reclaimable, uint64_t *total);
