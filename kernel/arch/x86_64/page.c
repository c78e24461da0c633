/* SPDX-License-Identifier: MIT */
#include <arch/cpu.h>
#include <arch/page.h>
#include <boot/bootinfo.h>
#include <core/log.h>
#include <mm/frame.h>

#define ENTRIES 512
#define TABLE_FLAGS (PTE_PRESENT | PTE_WRITE)
#define SIZE_2M (1ul << 21)
#define SIZE_1G (1ul << 30)
#define FLUSH_PAGES_MAX 32 /* beyond, reloading CR3 is cheaper */

#define CPUID_EXTENDED 0x80000001
#define CPUID_EXTENDED_PAGE_1G (1u << 26)

extern pte_t kernel_pml4[ENTRIES], boot_pdpt[ENTRIES], boot_pd[ENTRIES];
extern const char __text_start[], __text_end[], __rodata_start[], __rodata_end[], __kernel_start[],
    __kernel_end[];

static inline unsigned table_index(vaddr_t address, unsigned level)
{
    return (unsigned)(address >> (PAGE_SHIFT + 9 * level)) % ENTRIES;
}

static inline pte_t *table_of(pte_t entry)
{
    return phys_to_virt(entry & PTE_FRAME);
}

/* The table below `entry`, made if asked. NULL: none, or out of memory. */
static pte_t *table_below(pte_t *entry, bool allocate)
{
    if (*entry & PTE_PRESENT) return table_of(*entry);
    if (!allocate) return NULL;
    paddr_t frame = frame_alloc_zeroed();
    if (frame == 0) return NULL;
    *entry = frame | TABLE_FLAGS;
    return phys_to_virt(frame);
}

pte_t *page_table_entry(vaddr_t address, bool allocate)
{
    pte_t *table = kernel_pml4;
    for (unsigned level = 3; level > 0; level--) {
        table = table_below(&table[table_index(address, level)], allocate);
        if (table == NULL) return NULL;
    }
    return &table[table_index(address, 0)];
}

vaddr_t page_table_next(vaddr_t address, vaddr_t end)
{
    while (address < end) {
        pte_t *table = kernel_pml4;
        unsigned level = 3;
        for (; level > 0; level--) {
            pte_t entry = table[table_index(address, level)];
            if (!(entry & PTE_PRESENT)) break;
            table = table_of(entry);
        }
        if (level == 0) return address;
        /* Nothing below this entry: on to the next one of its level. */
        vaddr_t span = PAGE_SIZE << (9 * level);
        address = ALIGN_DOWN(address, span) + span;
    }
    return end;
}

/* Takes out the tables under `table`'s entries that lie wholly inside of [start, end); `base` is the table's
 * first address. They are linked by their first entries, which read as not present: another CPU may still
 * have a copy of the entry that led there. */
static void trim_table(pte_t *table, unsigned level, vaddr_t base, vaddr_t start, vaddr_t end, pte_t **out)
{
    vaddr_t span = PAGE_SIZE << (9 * level);
    unsigned first = start > base ? (unsigned)((start - base) / span) : 0;
    for (unsigned i = first; i < ENTRIES && base + i * span < end; i++) {
        if (!(table[i] & PTE_PRESENT)) continue;
        vaddr_t low = base + i * span;
        if (level > 1)
            trim_table(table_of(table[i]), level - 1, low, MAX(start, low), MIN(end, low + span), out);
        if (start <= low && low + span <= end) {
            pte_t *taken = table_of(table[i]);
            table[i] = 0;
            *taken = (pte_t)*out;
            *out = taken;
        }
    }
}

void page_table_trim(vaddr_t start, vaddr_t end)
{
    if (ALIGN_UP(start, SIZE_2M) + SIZE_2M > end) return;
    pte_t *out = NULL;
    trim_table(kernel_pml4, 3, 0, start, end, &out);
    /* CPUs may keep copies of upper entries. */
    if (out != NULL) tlb_flush_range(0, USER_END);
    while (out != NULL) {
        paddr_t frame = virt_to_phys(out);
        out = (pte_t *)*out;
        frame_free(frame, 0);
    }
}

void tlb_flush_page_here(vaddr_t address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static void load_tables(void)
{
    __asm__ volatile("movq %0, %%cr3" : : "r"((uint64_t)virt_to_phys(kernel_pml4)) : "memory");
}

void tlb_flush_range_here(vaddr_t start, vaddr_t end)
{
    if (end - start > FLUSH_PAGES_MAX * PAGE_SIZE) {
        load_tables();
        return;
    }
    for (vaddr_t address = start; address < end; address += PAGE_SIZE) tlb_flush_page_here(address);
}

replaceable void tlb_flush_page(vaddr_t address) __attribute__((alias("tlb_flush_page_here")));
replaceable void tlb_flush_range(vaddr_t start, vaddr_t end) __attribute__((alias("tlb_flush_range_here")));

static _Noreturn void out_of_memory(void)
{
    boot_failed(
        "too little memory for the page tables of all memory; check the memory that the machine announces");
}

static pte_t *must_table(paddr_t *frame)
{
    *frame = frame_alloc_zeroed();
    if (*frame == 0) out_of_memory();
    return phys_to_virt(*frame);
}

static pte_t *must_below(pte_t *entry)
{
    pte_t *table = table_below(entry, true);
    if (table == NULL) out_of_memory();
    return table;
}

/* What the kernel's image may be used for, by section. */
static pte_t image_flags(vaddr_t address)
{
    if (address >= (vaddr_t)__text_start && address < (vaddr_t)__text_end) return PTE_PRESENT;
    if (address >= (vaddr_t)__rodata_start && address < (vaddr_t)__rodata_end) return PTE_PRESENT | PTE_NX;
    return PTE_PRESENT | PTE_WRITE | PTE_NX;
}

/* Made aside and put in place by one store, since we run on what it replaces. */
static void map_image(void)
{
    paddr_t pdpt_frame, pd_frame, table_frame;
    pte_t *pdpt = must_table(&pdpt_frame), *pd = must_table(&pd_frame), *table = NULL;
    pdpt[table_index(KERNEL_BASE, 2)] = pd_frame | TABLE_FLAGS;
    vaddr_t end = ALIGN_UP((vaddr_t)__kernel_end, PAGE_SIZE);
    for (vaddr_t page = (vaddr_t)__kernel_start; page < end; page += PAGE_SIZE) {
        if (table == NULL || table_index(page, 0) == 0) {
            table = must_table(&table_frame);
            pd[table_index(page, 1)] = table_frame | TABLE_FLAGS;
        }
        table[table_index(page, 0)] = (page - KERNEL_BASE) | image_flags(page);
    }
    kernel_pml4[table_index(KERNEL_BASE, 3)] = pdpt_frame | TABLE_FLAGS;
}

/* Maps RAM from `start` (2 MiB-aligned) on with the largest pages there are. */
static void map_direct(paddr_t start, paddr_t end, bool has_1g)
{
    for (paddr_t at = start; at < end;) {
        vaddr_t address = DIRECT_MAP + at;
        pte_t *entry = &must_below(&kernel_pml4[table_index(address, 3)])[table_index(address, 2)];
        if (has_1g && at % SIZE_1G == 0 && *entry == 0) {
            *entry = at | PTE_LARGE | TABLE_FLAGS | PTE_NX;
            at += SIZE_1G;
            continue;
        }
        must_below(entry)[table_index(address, 1)] = at | PTE_LARGE | TABLE_FLAGS | PTE_NX;
        at += SIZE_2M;
    }
}

/* The 2 MiB pieces of the direct map that hold text and constants are split, so that these cannot be written
 * there either. */
static void protect_image_in_direct_map(void)
{
    paddr_t end = virt_to_phys(__rodata_end);
    for (paddr_t piece = ALIGN_DOWN(virt_to_phys(__kernel_start), SIZE_2M); piece < end; piece += SIZE_2M) {
        paddr_t frame;
        pte_t *table = must_table(&frame);
        for (unsigned i = 0; i < ENTRIES; i++) {
            paddr_t at = piece + i * PAGE_SIZE;
            bool constant =
                at >= virt_to_phys(__kernel_start) && !(image_flags(KERNEL_BASE + at) & PTE_WRITE);
            table[i] = at | PTE_PRESENT | PTE_NX | (constant ? 0 : PTE_WRITE);
        }
        boot_pd[piece / SIZE_2M] = frame | TABLE_FLAGS;
    }
}

void page_init(void)
{
    paddr_t ram_end = bootinfo.ram[bootinfo.ram_count - 1].end;
    bool has_1g = arch_cpuid(CPUID_EXTENDED, 0).edx & CPUID_EXTENDED_PAGE_1G;
    map_image();
    /* The boot tables become the direct map of the first GiB; what is no RAM there is taken out. */
    for (unsigned i = 0; i < ENTRIES; i++) boot_pd[i] = i * SIZE_2M < ram_end ? boot_pd[i] | PTE_NX : 0;
    protect_image_in_direct_map();
    boot_pdpt[ENTRIES - 2] = 0;
    for (uint32_t i = 0; i < bootinfo.ram_count; i++) {
        paddr_t start = ALIGN_DOWN(bootinfo.ram[i].start, SIZE_2M);
        if (bootinfo.ram[i].end > SIZE_1G) map_direct(MAX(start, SIZE_1G), bootinfo.ram[i].end, has_1g);
    }
    kernel_pml4[0] = 0;
    load_tables();
}
