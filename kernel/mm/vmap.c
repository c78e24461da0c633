/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/page.h>
#include <core/log.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <sched/lock.h>

/*
 * From VMAP_START upwards: device registers, from VMAP_STACKS upwards: kernel stacks, each with an unmapped
 * page below it. Addresses of registers are never given back, those of stacks are used again.
 */
#define VMAP_STACKS (VMAP_START + (VMAP_END - VMAP_START) / 2)
#define STACK_SLOT (KERNEL_STACK_SIZE + PAGE_SIZE)

#define CPUID_ADDRESS_SIZES 0x80000008u

/* The page table entries of the vmap area are changed under vmap_lock only. */
static struct spinlock vmap_lock = SPINLOCK_INIT;
static vaddr_t next_registers = VMAP_START, next_stack = VMAP_STACKS;

/* A stack's address, kept when its memory is gone. */
struct stack_slot {
    struct stack_slot *next;
    vaddr_t bottom;
};
static struct stack_slot *free_slots;

volatile void *mmio_map(paddr_t physical, size_t size)
{
    /* Bits beyond the CPU's width are reserved in page tables: using them faults. */
    paddr_t limit = 1ull << (arch_cpuid(CPUID_ADDRESS_SIZES, 0).eax & 0x3f);
    if (physical >= limit || size > limit - physical) return NULL;
    paddr_t first = ALIGN_DOWN(physical, PAGE_SIZE), end = ALIGN_UP(physical + size, PAGE_SIZE);
    uint64_t flags = spin_lock_irqsave(&vmap_lock);
    vaddr_t start = next_registers, at = start;
    next_registers += end - first;
    ASSERT("mm", next_registers <= VMAP_STACKS);
    for (paddr_t page = first; page < end; page += PAGE_SIZE, at += PAGE_SIZE) {
        pte_t *entry = page_table_entry(at, true);
        if (entry == NULL) {
            spin_unlock_irqrestore(&vmap_lock, flags);
            return NULL;
        }
        *entry = page | PTE_PRESENT | PTE_WRITE | PTE_NO_CACHE | PTE_WRITE_THROUGH | PTE_NX;
    }
    spin_unlock_irqrestore(&vmap_lock, flags);
    return (volatile void *)(start + (physical - first));
}

static struct stack_slot *take_slot(void)
{
    uint64_t flags = spin_lock_irqsave(&vmap_lock);
    struct stack_slot *slot = free_slots;
    if (slot != NULL) free_slots = slot->next;
    spin_unlock_irqrestore(&vmap_lock, flags);
    if (slot != NULL) return slot;
    slot = kmalloc(sizeof(*slot));
    if (slot == NULL) return NULL;
    flags = spin_lock_irqsave(&vmap_lock);
    slot->bottom = next_stack + PAGE_SIZE;
    next_stack += STACK_SLOT;
    ASSERT("mm", next_stack <= VMAP_END);
    spin_unlock_irqrestore(&vmap_lock, flags);
    return slot;
}

/* Unmaps and frees what there is of a stack, and keeps its address. */
static void give_slot(struct stack_slot *slot)
{
    uint64_t flags = spin_lock_irqsave(&vmap_lock);
    for (vaddr_t page = slot->bottom; page < slot->bottom + KERNEL_STACK_SIZE; page += PAGE_SIZE) {
        pte_t *entry = page_table_entry(page, false);
        if (entry == NULL || *entry == 0) continue;
        paddr_t frame = *entry & PTE_FRAME;
        *entry = 0;
        tlb_flush_page(page);
        frame_free(frame, 0);
    }
    slot->next = free_slots;
    free_slots = slot;
    spin_unlock_irqrestore(&vmap_lock, flags);
}

vaddr_t kernel_stack_alloc(void)
{
    struct stack_slot *slot = take_slot();
    if (slot == NULL) return 0;
    for (vaddr_t page = slot->bottom; page < slot->bottom + KERNEL_STACK_SIZE; page += PAGE_SIZE) {
        paddr_t frame = frame_alloc(0);
        uint64_t flags = spin_lock_irqsave(&vmap_lock);
        pte_t *entry = frame != 0 ? page_table_entry(page, true) : NULL;
        if (entry != NULL) *entry = frame | PTE_PRESENT | PTE_WRITE | PTE_NX;
        spin_unlock_irqrestore(&vmap_lock, flags);
        if (entry == NULL) {
            if (frame != 0) frame_free(frame, 0);
            give_slot(slot);
            return 0;
        }
    }
    /* The slot is found again by the word on top. */
    vaddr_t top = slot->bottom + KERNEL_STACK_SIZE - 16;
    *(struct stack_slot **)top = slot;
    return top;
}

void kernel_stack_free(vaddr_t top)
{
    give_slot(*(struct stack_slot **)top);
}

bool kernel_stack_guard(vaddr_t address)
{
    return address >= VMAP_STACKS && address < VMAP_END && (address - VMAP_STACKS) % STACK_SLOT < PAGE_SIZE;
}
