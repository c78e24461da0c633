/* SPDX-License-Identifier: MIT */
/*
 * The page table entries of areas. An entry is 0, or has a frame; one without PTE_PRESENT keeps its frame for
 * later (PROT_NONE). With PTE_SOFT_CACHE the frame is the page cache's, which counts the entry, else it is
 * ours alone. All under the area lock.
 */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <mm/frame.h>
#include <vfs/cache.h>
#include <vfs/vfs.h>

/* What one table of the lowest level maps. */
#define TABLE_SPAN (512 * PAGE_SIZE)

uint64_t area_resident;

pte_t *area_entries(vaddr_t *at, vaddr_t end, vaddr_t *stop)
{
    *at = page_table_next(*at, end);
    if (*at >= end) return NULL;
    *stop = MIN(end, ALIGN_DOWN(*at, TABLE_SPAN) + TABLE_SPAN);
    return page_table_entry(*at, false);
}

pte_t area_entry_flags(const struct area *area, bool cached)
{
    pte_t flags = cached ? PTE_SOFT_CACHE : 0;
    if (!(area->prot & (PROT_READ | PROT_WRITE | PROT_EXEC))) return flags;
    flags |= PTE_PRESENT;
    if (area->prot & PROT_WRITE && (!cached || area->flags & MAP_SHARED)) flags |= PTE_WRITE;
    if (!(area->prot & PROT_EXEC)) flags |= PTE_NX;
    return flags;
}

/* Gives back what an entry that is out of the tables held. */
static void release(const struct area *area, vaddr_t page, pte_t entry)
{
    if (entry & PTE_SOFT_CACHE)
        cache_unmap(area->file->vnode, area_file_index(area, page));
    else
        frame_free(entry & PTE_FRAME, 0);
    area_resident--;
}

void area_drop_pages(const struct area *area, vaddr_t start, vaddr_t end)
{
    vaddr_t at = start, stop;
    for (pte_t *entry; (entry = area_entries(&at, end, &stop)) != NULL; at = stop) {
        /* First nobody can reach the pages any more, then they are given back: another CPU may be using its
         * copy of an entry. */
        vaddr_t low = stop, high = at, page = at;
        for (pte_t *e = entry; page < stop; page += PAGE_SIZE, e++) {
            if (!(*e & PTE_PRESENT)) continue;
            *e &= ~PTE_PRESENT;
            low = MIN(low, page);
            high = page + PAGE_SIZE;
        }
        if (low < high) tlb_flush_range(low, high);
        for (page = at; page < stop; page += PAGE_SIZE, entry++) {
            if (*entry == 0) continue;
            pte_t old = *entry;
            *entry = 0;
            release(area, page, old);
        }
    }
}

void area_protect_pages(const struct area *area)
{
    vaddr_t at = area->start, stop, low = area->end, high = area->start;
    for (pte_t *entry; (entry = area_entries(&at, area->end, &stop)) != NULL;) {
        for (; at < stop; at += PAGE_SIZE, entry++) {
            pte_t old = *entry;
            if (old == 0) continue;
            pte_t kept = old & (PTE_FRAME | PTE_ACCESSED | PTE_DIRTY);
            *entry = kept | area_entry_flags(area, old & PTE_SOFT_CACHE);
            /* The CPU looks again by itself before it faults for a right that its copy lacks; only what is
             * taken away needs a flush. */
            bool taken = (old & ~*entry) & (PTE_PRESENT | PTE_WRITE) || (~old & *entry) & PTE_NX;
            if (old & PTE_PRESENT && taken) {
                low = MIN(low, at);
                high = at + PAGE_SIZE;
            }
        }
    }
    if (low < high) tlb_flush_range(low, high);
}

int area_move_pages(vaddr_t from, vaddr_t to, size_t size)
{
    vaddr_t end = from + size, at = from, stop;
    /* All tables first, so that nothing can go wrong half-way. */
    for (pte_t *entry; (entry = area_entries(&at, end, &stop)) != NULL;)
        for (; at < stop; at += PAGE_SIZE, entry++)
            if (*entry != 0 && page_table_entry(to + (at - from), true) == NULL) return -ENOMEM;
    at = from;
    for (pte_t *entry; (entry = area_entries(&at, end, &stop)) != NULL;) {
        for (; at < stop; at += PAGE_SIZE, entry++) {
            if (*entry == 0) continue;
            *page_table_entry(to + (at - from), false) = *entry;
            *entry = 0;
        }
    }
    tlb_flush_range(from, end);
    return 0;
}
