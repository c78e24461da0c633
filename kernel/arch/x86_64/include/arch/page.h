/* SPDX-License-Identifier: MIT */
/*
 * Page tables (Intel SDM vol. 3, 4.5). One set for the whole machine:
 *
 *   0000000000001000 - 00007ffffffff000  the program
 *   ffff800000000000 - ffffbfffffffffff  all physical memory, read and write, never executable
 *   ffffc00000000000 - ffffc07fffffffff  kernel stacks with guard pages, device registers
 *   ffffffff80000000 - ffffffffffffffff  the kernel's image, at 0xffffffff80000000 + its physical address
 */
#pragma once

#include <core/types.h>

typedef uint64_t pte_t;

#define USER_START 0x1000ul
#define USER_END 0x00007ffffffff000ul
#define DIRECT_MAP 0xffff800000000000ul
#define VMAP_START 0xffffc00000000000ul
#define VMAP_END 0xffffc08000000000ul
#define KERNEL_BASE 0xffffffff80000000ul

#define PTE_PRESENT (1ull << 0)
#define PTE_WRITE (1ull << 1)
#define PTE_WRITE_THROUGH (1ull << 3)
#define PTE_NO_CACHE (1ull << 4)
#define PTE_ACCESSED (1ull << 5)
#define PTE_DIRTY (1ull << 6)
#define PTE_LARGE (1ull << 7)
#define PTE_NX (1ull << 63)
#define PTE_FRAME 0x000ffffffffff000ull
/* Bits 9 to 11 and 52 to 58 are ours. */
#define PTE_SOFT_CACHE (1ull << 9) /* the frame belongs to the page cache, not to the area */

static inline void *phys_to_virt(paddr_t physical)
{
    return (void *)(DIRECT_MAP + physical);
}
/** Of an address in the direct map or in the kernel's image. */
static inline paddr_t virt_to_phys(const void *address)
{
    uint64_t value = (uint64_t)address;
    return value >= KERNEL_BASE ? value - KERNEL_BASE : value - DIRECT_MAP;
}

/** The entry that maps the 4 KiB page at `address`; with `allocate`, missing tables are made. NULL: no table
 * (or out of memory). */
pte_t *page_table_entry(vaddr_t address, bool allocate);
/** The first address from `address` on, below `end`, whose tables exist, page-aligned; `end` if there is
 * none. Lets walks over terabytes that were only reserved skip what was never touched. */
vaddr_t page_table_next(vaddr_t address, vaddr_t end);
/** Gives back the tables of the program's half that lie wholly inside of a range without any entries: pass
 * the whole hole between two areas. */
void page_table_trim(vaddr_t start, vaddr_t end);
/** Forgets all CPUs' copies of one translation, or of all in the range. */
void tlb_flush_page(vaddr_t address);
void tlb_flush_range(vaddr_t start, vaddr_t end);
/** Of this CPU's only. */
void tlb_flush_page_here(vaddr_t address);
void tlb_flush_range_here(vaddr_t start, vaddr_t end);

/** Builds the final tables: the kernel's image with the permissions of its sections, the direct map for the
 * RAM in bootinfo. Once. */
void page_init(void);
