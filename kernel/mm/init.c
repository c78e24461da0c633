/* SPDX-License-Identifier: MIT */
#include <arch/page.h>
#include <boot/bootinfo.h>
#include <core/log.h>
#include <mm/frame-boot.h>
#include <mm/frame.h>

/* What the boot page tables map. */
#define BOOT_MAPPED (1ul << 30)

extern const char __kernel_start[], __kernel_end[];

struct span {
    paddr_t start, end;
};

/* Adds [start, end) less the spans that are taken. */
static void add_less(paddr_t start, paddr_t end, const struct span *taken, unsigned count)
{
    if (count == 0) {
        if (start < end) frame_add(start, end);
        return;
    }
    add_less(start, MIN(end, taken->start), taken + 1, count - 1);
    add_less(MAX(start, taken->end), end, taken + 1, count - 1);
}

/* A place for `size` bytes in RAM that the boot tables map, behind the kernel. 0: none. */
static paddr_t find_place(size_t size, paddr_t kernel_end)
{
    for (uint32_t i = 0; i < bootinfo.ram_count; i++) {
        paddr_t start = ALIGN_UP(MAX(bootinfo.ram[i].start, kernel_end), PAGE_SIZE);
        if (start + size <= MIN(bootinfo.ram[i].end, BOOT_MAPPED)) return start;
    }
    return 0;
}

void memory_init(void)
{
    if (bootinfo.ram_count == 0) boot_failed("the boot protocol tells of no memory");
    paddr_t kernel_end = ALIGN_UP(virt_to_phys(__kernel_end), PAGE_SIZE);
    uint64_t limit = bootinfo.ram[bootinfo.ram_count - 1].end >> PAGE_SHIFT;
    paddr_t states = find_place(limit, kernel_end);
    if (states == 0)
        boot_failed(
            "too little memory: the kernel ends at %lu KiB, RAM at %lu KiB; give the guest more memory",
            kernel_end >> 10, limit << PAGE_SHIFT >> 10);
    frame_boot(phys_to_virt(states), limit);
    const struct span taken[] = {
        {virt_to_phys(__kernel_start), kernel_end},
        {states, ALIGN_UP(states + limit, PAGE_SIZE)},
    };
    /* The page tables for the memory above come from the memory below. */
    for (uint32_t i = 0; i < bootinfo.ram_count; i++)
        add_less(bootinfo.ram[i].start, MIN(bootinfo.ram[i].end, BOOT_MAPPED), taken, ARRAY_SIZE(taken));
    page_init();
    for (uint32_t i = 0; i < bootinfo.ram_count; i++)
        add_less(MAX(bootinfo.ram[i].start, BOOT_MAPPED), bootinfo.ram[i].end, taken, ARRAY_SIZE(taken));
}
