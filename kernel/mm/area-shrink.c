/* SPDX-License-Identifier: MIT */
/*
 * When memory is short, pages of files that the program has mapped but does not use are taken out of its
 * tables, so that the page cache can drop them; touching one again reads it again. A page that was used since
 * the last visit stays for this one (second chance). So a program may be larger than the memory that is
 * there.
 */
#include "area-space.h"

#include <mm/frame.h>
#include <vfs/cache.h>
#include <vfs/vfs.h>

/* Where the last visit stopped; under the area lock. */
static vaddr_t hand;

/* Goes over the pages of an area from `at` on, until `wanted` are out. Returns how many are. */
static uint64_t sweep(const struct area *area, vaddr_t at, uint64_t wanted)
{
    uint64_t taken = 0;
    vaddr_t stop;
    for (pte_t *entry; taken < wanted && (entry = area_entries(&at, area->end, &stop)) != NULL;) {
        for (; at < stop && taken < wanted; at += PAGE_SIZE, entry++) {
            if (!(*entry & PTE_SOFT_CACHE)) continue;
            /* The CPU may still have a copy of the entry and then not set the mark again; a hot page is read
             * from the cache again at worst, while a flush for each would cost every one. */
            if (*entry & PTE_ACCESSED) {
                *entry &= ~PTE_ACCESSED;
                continue;
            }
            *entry = 0;
            tlb_flush_page(at);
            cache_unmap(area->file->vnode, area_file_index(area, at));
            area_resident--;
            taken++;
        }
    }
    hand = at;
    return taken;
}

static uint64_t shrink(uint64_t wanted)
{
    /* A fault that needs memory comes here with the lock held, at a point where it has not looked at an entry
     * yet. */
    bool held = mutex_held(&area_lock);
    if (!held && !mutex_try_lock(&area_lock)) return 0;
    uint64_t taken = 0;
    /* At most twice around: once for the marks, once for the pages. */
    for (unsigned rounds = 0; taken < wanted && rounds < 3;) {
        const struct area *area = area_tree_find(&area_tree, hand);
        if (area == NULL) {
            hand = 0;
            rounds++;
            continue;
        }
        vaddr_t from = MAX(hand, area->start);
        /* Pages whose only copy is in memory would not be freed. */
        if (area->file != NULL && area->file->vnode->ops->read_pages != NULL)
            taken += sweep(area, from, wanted - taken);
        else
            hand = area->end;
    }
    if (!held) mutex_unlock(&area_lock);
    /* Nothing is free yet: that is for the page cache to do. */
    return 0;
}

static const struct shrinker area_shrinker = {shrink};
SET_ADD(shrinker, struct shrinker, area_shrinker);
