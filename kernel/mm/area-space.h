/* SPDX-License-Identifier: MIT */
/* The address space, for the files of this folder. Everything here wants the area lock held unless said
 * otherwise. */
#pragma once

#include "area-tree.h"

#include <arch/page.h>
#include <sched/lock.h>

extern struct mutex area_lock;
extern struct area_tree area_tree;
/** Pages present in the program's half. */
extern uint64_t area_resident;

/** Areas that are out of the tree, whose files are still referenced. Giving up the last reference on a file
 * may take a vnode's lock, so that is done by area_release_dead, without the area lock. */
struct area_dead {
    struct area *first; /* linked by `parent` */
};
void area_release_dead(struct area_dead *dead);

/** Makes `at` a border: no area reaches over it any more. 0 or -ENOMEM. */
int area_cut(vaddr_t at);
/** Joins the area with its neighbours where one can stand for both. Returns what became of it. */
struct area *area_join(struct area *area, struct area_dead *dead);
/** Takes everything in the range away. 0, or -ENOMEM with nothing changed. */
int area_clear(vaddr_t start, vaddr_t end, struct area_dead *dead);
/** Whether every page of the range is mapped. */
bool area_covers(vaddr_t start, vaddr_t end);

/** Where `size` bytes may be mapped for a request with this hint and these flags; 0: nowhere. */
vaddr_t area_place(vaddr_t hint, size_t size, uint32_t flags);
/** Whether so much private writable memory may be promised at once. */
bool area_plausible(size_t size, uint32_t prot, uint32_t flags);

/** The bits of an entry of this area besides the frame. `cached`: the frame is the page cache's. */
pte_t area_entry_flags(const struct area *area, bool cached);
/** Removes the pages of [start, end), which lies in `area`. */
void area_drop_pages(const struct area *area, vaddr_t start, vaddr_t end);
/** Gives the present pages of `area` the rights that its `prot` says now. */
void area_protect_pages(const struct area *area);
/** Moves the pages of [from, from + size) to `to`, where none are. 0, or -ENOMEM with nothing moved. */
int area_move_pages(vaddr_t from, vaddr_t to, size_t size);

/** As area_fault, on a page-aligned address. */
int area_fault_locked(vaddr_t page, uint32_t access);
/** Makes the pages of the range present as far as that works, for MAP_POPULATE and the like; without the lock
 * held. Returns what the last fault did. */
int area_populate(vaddr_t start, vaddr_t end, uint32_t access);

/** The entries from *at on that lie in one table, with *stop where they end; skips what has no tables. NULL:
 * none below `end`. */
pte_t *area_entries(vaddr_t *at, vaddr_t end, vaddr_t *stop);

static inline uint64_t area_file_index(const struct area *area, vaddr_t page)
{
    return (page - area->start + area->offset) >> PAGE_SHIFT;
}
