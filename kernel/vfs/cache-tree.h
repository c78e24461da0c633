/* SPDX-License-Identifier: MIT */
/* The radix tree of a file's pages, by page number. It knows nothing of pages but their pointers (epoll keeps
 * its items in one, too). Callers lock. */
#pragma once

#include <vfs/cache.h>

/** The page at `index`, or NULL. */
void *cache_tree_find(const struct page_cache *tree, uint64_t index);
/** The slot must be empty. 0 or -ENOMEM; does not sleep. */
int must_check cache_tree_insert(struct page_cache *tree, uint64_t index, void *page);
/** Sees to it that the next insertion gets memory for a node, for those who insert where nothing can be
 * reclaimed (under a lock). Sleeps; 0 or -ENOMEM. */
int must_check cache_tree_prepare(void);
/** Puts `page` in the place of the one that is at `index`. */
void cache_tree_replace(struct page_cache *tree, uint64_t index, void *page);
/** Takes out the page at `index`, which must be there, with the nodes that become empty. */
void cache_tree_remove(struct page_cache *tree, uint64_t index);
/** The first page at or behind *index, which is set to its number; NULL: none. */
void *cache_tree_next(const struct page_cache *tree, uint64_t *index);
