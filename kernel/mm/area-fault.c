/* SPDX-License-Identifier: MIT */
/*
 * Pages come when they are touched. Memory that a page needs is allocated before its entry is looked at,
 * since an allocation may ask the shrinkers, and one of them (area-shrink.c) takes pages of files out of
 * areas.
 */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <arch/trap.h>
#include <core/string.h>
#include <mm/frame.h>
#include <syscall/resource.h>
#include <vfs/cache.h>
#include <vfs/vfs.h>

/* So many pages around a fault of a file, aligned, are read with it, and mapped if they are in the cache. */
#define AROUND_PAGES 16u

/* The area that `page` belongs to, grown down to it if it is a stack. NULL: none. */
static struct area *area_for(vaddr_t page)
{
    struct area *area = area_tree_find(&area_tree, page);
    if (area == NULL || area->start <= page) return area;
    if (!(area->flags & MAP_GROWSDOWN) || area->end - page > resource_limit(RLIMIT_STACK)) return NULL;
    const struct area *below = area_tree_previous(area);
    /* A neighbour that nobody can use (a guard of the program's own) may be as close as it likes. */
    vaddr_t guard = below != NULL && below->prot != PROT_NONE ? AREA_STACK_GUARD : 0;
    if (below != NULL && page < below->end + guard) return NULL;
    area->start = page;
    area_tree_changed(&area_tree, area);
    return area;
}

/* On x86 what may be written or executed may be read, too. */
static bool allowed(const struct area *area, uint32_t access)
{
    if (access & FAULT_FETCH) return area->prot & PROT_EXEC;
    if (access & FAULT_WRITE) return area->prot & PROT_WRITE;
    return area->prot & (PROT_READ | PROT_WRITE | PROT_EXEC);
}

static void set_entry(pte_t *entry, paddr_t frame, pte_t flags)
{
    if (*entry == 0) area_resident++;
    *entry = frame | flags;
}

static int fault_anonymous(const struct area *area, vaddr_t page)
{
    pte_t *entry = page_table_entry(page, true);
    if (entry == NULL) return -ENOMEM;
    if (*entry == 0) {
        paddr_t frame = frame_alloc_zeroed();
        if (frame == 0) return -ENOMEM;
        set_entry(entry, frame, area_entry_flags(area, false));
    }
    return 0;
}

/* Maps what is in the cache already around `page` and has no entry, in the same table. */
static void map_around(const struct area *area, vaddr_t page, const pte_t *faulted)
{
    vaddr_t window = ALIGN_DOWN(page, AROUND_PAGES * PAGE_SIZE);
    vaddr_t start = MAX(area->start, window), end = MIN(area->end, window + AROUND_PAGES * PAGE_SIZE);
    uint64_t file_pages = ALIGN_UP(area->file->vnode->size, PAGE_SIZE) >> PAGE_SHIFT;
    pte_t *entry = (pte_t *)faulted - ((page - start) >> PAGE_SHIFT);
    for (; start < end; start += PAGE_SIZE, entry++) {
        uint64_t index = area_file_index(area, start);
        if (*entry != 0 || index >= file_pages) continue;
        struct cache_page *cached = cache_find(area->file->vnode, index);
        if (cached == NULL) continue;
        cache_map(cached);
        set_entry(entry, virt_to_phys(cached->memory), area_entry_flags(area, true));
        cache_release(cached);
    }
}

/* The page of the file itself, for reading, and for writing where the mapping is shared. */
static int fault_cached(const struct area *area, vaddr_t page, struct cache_page *cached)
{
    pte_t *entry = page_table_entry(page, true);
    if (entry == NULL) return -ENOMEM;
    if (*entry == 0) {
        cache_map(cached);
        set_entry(entry, virt_to_phys(cached->memory), area_entry_flags(area, true));
    }
    map_around(area, page, entry);
    return 0;
}

/* A copy of our own. */
static int fault_copy(const struct area *area, vaddr_t page, const struct cache_page *cached)
{
    pte_t *entry = page_table_entry(page, true);
    paddr_t frame = entry != NULL ? frame_alloc(0) : 0;
    if (frame == 0) return -ENOMEM;
    memcpy(phys_to_virt(frame), cached->memory, PAGE_SIZE);
    pte_t old = *entry;
    set_entry(entry, frame, area_entry_flags(area, false));
    if (old & PTE_PRESENT) tlb_flush_page(page);
    if (old & PTE_SOFT_CACHE) cache_unmap(area->file->vnode, area_file_index(area, page));
    return 0;
}

static int fault_file(const struct area *area, vaddr_t page, uint32_t access)
{
    struct vnode *vnode = area->file->vnode;
    uint64_t index = area_file_index(area, page);
    if (index << PAGE_SHIFT >= vnode->size) return -EIO;
    uint64_t left = (ALIGN_UP(vnode->size, PAGE_SIZE) >> PAGE_SHIFT) - index - 1;
    left = MIN(left, (area->end - page) / PAGE_SIZE - 1);
    unsigned ahead = (unsigned)MIN(left, AROUND_PAGES - 1 - page / PAGE_SIZE % AROUND_PAGES);
    struct cache_page *cached;
    int status = cache_get(vnode, index, ahead, &cached);
    if (status != 0) return status == -ENOMEM ? -ENOMEM : -EIO;
    bool copy = access & FAULT_WRITE && !(area->flags & MAP_SHARED);
    status = copy ? fault_copy(area, page, cached) : fault_cached(area, page, cached);
    cache_release(cached);
    return status;
}

int area_fault_locked(vaddr_t page, uint32_t access)
{
    const struct area *area = area_for(page);
    if (area == NULL) return -EFAULT;
    if (!allowed(area, access)) return -EACCES;
    const pte_t *entry = page_table_entry(page, false);
    /* Another thread was faster, or the CPU's copy of the entry is older than the entry. */
    if (entry != NULL && *entry & PTE_PRESENT && (*entry & PTE_WRITE || !(access & FAULT_WRITE))) return 0;
    return area->file != NULL ? fault_file(area, page, access) : fault_anonymous(area, page);
}

int area_fault(vaddr_t address, uint32_t access)
{
    if (address < USER_START || address >= USER_END) return -EFAULT;
    mutex_lock(&area_lock);
    int status = area_fault_locked(ALIGN_DOWN(address, PAGE_SIZE), access);
    mutex_unlock(&area_lock);
    return status;
}

int area_populate(vaddr_t start, vaddr_t end, uint32_t access)
{
    int status = 0;
    for (vaddr_t page = start; page < end && status == 0; page += PAGE_SIZE)
        status = area_fault(page, access);
    return status;
}
