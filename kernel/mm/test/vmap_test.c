// SPDX-License-Identifier: MIT
// sources: ../vmap.c
/* Mappings of registers wherever devices and firmware say that they are: what the CPU has is mapped page by
 * page, what it has not is refused. */
#include <arch/cpu.h>
#include <arch/page.h>
#include <assert.h>
#include <core/log.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <sched/lock.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 512u

static pte_t entries[ENTRIES];
static unsigned tables_left = UINT32_MAX;
static bool locked;

pte_t *page_table_entry(vaddr_t address, bool allocate)
{
    assert(locked && allocate && address % PAGE_SIZE == 0);
    uint64_t index = (address - VMAP_START) / PAGE_SIZE;
    assert(index < ENTRIES);
    if (tables_left == 0) return NULL;
    tables_left--;
    return &entries[index];
}
uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    (void)lock;
    assert(!locked);
    locked = true;
    return 0;
}
void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    (void)lock, (void)flags;
    assert(locked);
    locked = false;
}

/* Of stacks, which are not made here. */
void *kmalloc(size_t size)
{
    (void)size;
    abort();
}
paddr_t frame_alloc(unsigned order)
{
    (void)order;
    abort();
}
void frame_free(paddr_t frame, unsigned order)
{
    (void)frame, (void)order;
    abort();
}
void tlb_flush_page(vaddr_t address)
{
    (void)address;
    abort();
}
_Noreturn void panic(const char *component, const char *format, ...)
{
    (void)component, (void)format;
    abort();
}

static void maps(paddr_t physical, size_t size)
{
    uint64_t at = (uint64_t)mmio_map(physical, size);
    assert(!locked && at >= VMAP_START && at % PAGE_SIZE == physical % PAGE_SIZE);
    for (size_t i = 0; i < size; i++) {
        pte_t entry = entries[(at + i - VMAP_START) / PAGE_SIZE];
        assert((entry & PTE_FRAME) == ALIGN_DOWN(physical + i, PAGE_SIZE));
        assert((entry & PTE_PRESENT) && (entry & PTE_NO_CACHE) && (entry & PTE_NX));
    }
}

int main(void)
{
    paddr_t end = 1ull << (arch_cpuid(0x80000008u, 0).eax & 0xff);
    maps(0xfee00000, PAGE_SIZE);
    maps(0xfeb00e00, 0x200);
    maps(0xfeb00fff, 2);
    maps(0xfeb00ffe, PAGE_SIZE + 4);
    maps(end - 0x10, 0x10);
    memset(entries, 0, sizeof(entries));
    static const size_t sizes[] = {1, 2, PAGE_SIZE, SIZE_MAX - PAGE_SIZE, SIZE_MAX};
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        assert(mmio_map(end, sizes[i]) == NULL);
        assert(mmio_map(1ull << 63, sizes[i]) == NULL && mmio_map(UINT64_MAX, sizes[i]) == NULL);
        assert(i == 0 || mmio_map(end - 1, sizes[i]) == NULL);
        assert(i < 3 || mmio_map(0xfeb00000, sizes[i]) == NULL);
    }
    for (unsigned i = 0; i < ENTRIES; i++) assert(entries[i] == 0);
    tables_left = 1;
    assert(mmio_map(0xfeb00fff, 2) == NULL && !locked);
    return 0;
}
