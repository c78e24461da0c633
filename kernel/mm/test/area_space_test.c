// SPDX-License-Identifier: MIT
// clang-format off
// sources: fake_machine.c ../area.c ../area-tree.c ../area-map.c ../area-pages.c ../area-fault.c ../area-remap.c ../area-advise.c
// clang-format on
/*
 * The address space against a model that keeps, for each page of a small window, what a program would see
 * there. Random calls are made, some of them without the memory that they need: then nothing may have
 * changed. At the end all is given back.
 */
#include "fake_machine.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/mman.h>
#include <arch/page.h>
#include <arch/trap.h>
#include <assert.h>
#include <mm/area.h>
#include <stdio.h>
#include <string.h>
#include <syscall/resource.h>

#define PAGES 3000u /* several page tables */
#define BASE 0x10000000ul

enum kind { UNMAPPED, ANONYMOUS, PRIVATE_FILE, SHARED_FILE };

static struct page {
    enum kind kind;
    uint32_t prot;
    uint32_t index; /* in the file */
    bool own;       /* a private page that was written */
    uint64_t word;  /* what it then begins with */
} model[PAGES];

uint64_t resource_limit(unsigned resource)
{
    (void)resource;
    return 8 << 20;
}

static vaddr_t address_of(unsigned page)
{
    return BASE + page * PAGE_SIZE;
}

static uint64_t expected_word(const struct page *page)
{
    if (page->own) return page->word;
    return page->kind == ANONYMOUS ? 0 : *fake_cache_word(page->index);
}

static int expected_status(const struct page *page, uint32_t access)
{
    if (page->kind == UNMAPPED) return -EFAULT;
    uint32_t needed = access & FAULT_FETCH   ? PROT_EXEC
                      : access & FAULT_WRITE ? PROT_WRITE
                                             : PROT_READ | PROT_WRITE | PROT_EXEC;
    if (!(page->prot & needed)) return -EACCES;
    return page->kind != ANONYMOUS && page->index * PAGE_SIZE >= fake_file.vnode->size ? -EIO : 0;
}

/* What the CPU does: looks at the entry, faults, looks again. */
static void touch(unsigned at)
{
    static const uint32_t accesses[] = {0, FAULT_WRITE, FAULT_FETCH};
    struct page *page = &model[at];
    uint32_t access = accesses[fake_random(3)];
    int status = area_fault(address_of(at) + fake_random(PAGE_SIZE), access);
    if (status == -ENOMEM && fake_failure_rate != 0) return;
    assert(status == expected_status(page, access));
    if (status != 0) return;
    pte_t entry = *page_table_entry(address_of(at), false);
    assert(entry & PTE_PRESENT && !(entry & PTE_NX) == !!(page->prot & PROT_EXEC));
    uint64_t *word = phys_to_virt(entry & PTE_FRAME);
    assert(*word == expected_word(page));
    if (!(access & FAULT_WRITE)) return;
    assert(entry & PTE_WRITE);
    *word = (uint64_t)fake_random(UINT32_MAX) << 8 | 1;
    if (page->kind != SHARED_FILE) {
        page->own = true;
        page->word = *word;
    }
}

/* No entry lets the program do what it may not, or see what is not there. */
static void check_entries(void)
{
    for (unsigned i = 0; i < PAGES; i++) {
        const pte_t *entry = page_table_entry(address_of(i), false);
        const struct page *page = &model[i];
        if (entry == NULL || *entry == 0) {
            assert(!page->own);
            continue;
        }
        assert(page->kind != UNMAPPED);
        assert(!(*entry & PTE_PRESENT) == (page->prot == PROT_NONE));
        assert(!(*entry & PTE_WRITE) || page->prot & PROT_WRITE);
        assert(!(*entry & PTE_WRITE) || page->own || page->kind == SHARED_FILE || page->kind == ANONYMOUS);
        assert(*(uint64_t *)phys_to_virt(*entry & PTE_FRAME) == expected_word(page));
    }
}

static bool all_mapped(unsigned at, unsigned count)
{
    for (unsigned i = at; i < at + count; i++)
        if (model[i].kind == UNMAPPED) return false;
    return true;
}

static uint32_t random_prot(void)
{
    return fake_random(8);
}

static void map(unsigned at, unsigned count)
{
    enum kind kind = ANONYMOUS + fake_random(3);
    uint32_t prot = random_prot(), index = fake_random(FAKE_FILE_PAGES - MIN(count, FAKE_FILE_PAGES - 1));
    uint32_t flags = kind == SHARED_FILE ? MAP_SHARED : MAP_PRIVATE;
    if (kind == ANONYMOUS) flags |= MAP_ANONYMOUS;
    struct file *file = kind == ANONYMOUS ? NULL : &fake_file;
    long result =
        area_map(address_of(at), count * PAGE_SIZE, prot, flags | MAP_FIXED, file, index * PAGE_SIZE, NULL);
    if (result == -ENOMEM && fake_failure_rate != 0) return;
    assert(result == (long)address_of(at));
    for (unsigned i = 0; i < count; i++)
        model[at + i] = (struct page){.kind = kind, .prot = prot, .index = index + i};
}

static void unmap(unsigned at, unsigned count)
{
    int status = area_unmap(address_of(at), count * PAGE_SIZE);
    if (status == -ENOMEM && fake_failure_rate != 0) return;
    assert(status == 0);
    memset(&model[at], 0, count * sizeof(*model));
}

static void protect(unsigned at, unsigned count)
{
    uint32_t prot = random_prot();
    int status = area_protect(address_of(at), count * PAGE_SIZE, prot);
    if (status == -ENOMEM && (fake_failure_rate != 0 || !all_mapped(at, count))) return;
    assert(status == 0 && all_mapped(at, count));
    for (unsigned i = at; i < at + count; i++) model[i].prot = prot;
}

static void drop(unsigned at, unsigned count)
{
    int status = area_advise(address_of(at), count * PAGE_SIZE, MADV_DONTNEED);
    assert(status == (all_mapped(at, count) ? 0 : -ENOMEM));
    for (unsigned i = at; i < at + count; i++) model[i].own = false;
}

/* Moves inside of the window by MREMAP_FIXED, shrinks, or grows where it is. */
static void remap(unsigned at, unsigned count)
{
    unsigned new_count = 1 + fake_random(2 * count), to = fake_random(PAGES - MIN(new_count, PAGES - 1));
    if (to + new_count > PAGES || (to < at + count && at < to + new_count)) return;
    uint32_t flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    if (new_count == count && fake_random(2)) flags |= MREMAP_DONTUNMAP;
    long result = area_remap(address_of(at), count * PAGE_SIZE, new_count * PAGE_SIZE, flags, address_of(to));
    if (result < 0) {
        /* Not one area; or no memory, then at most what was at the target is gone. */
        assert(result == -EFAULT || (result == -ENOMEM && fake_failure_rate != 0));
        if (result == -ENOMEM) unmap(to, new_count);
        return;
    }
    assert(result == (long)address_of(to) && all_mapped(at, count));
    struct page first = model[at];
    memmove(&model[to], &model[at], MIN(count, new_count) * sizeof(*model));
    for (unsigned i = count; i < new_count; i++)
        model[to + i] = (struct page){.kind = first.kind, .prot = first.prot, .index = first.index + i};
    for (unsigned i = at; i < at + count; i++)
        model[i] = flags & MREMAP_DONTUNMAP
                       ? (struct page){.kind = model[i].kind, .prot = model[i].prot, .index = model[i].index}
                       : (struct page){0};
}

static void truncate_file(void)
{
    uint64_t pages = fake_random(4) ? FAKE_FILE_PAGES : fake_random(FAKE_FILE_PAGES + 1);
    fake_file.vnode->size = pages * PAGE_SIZE;
    area_truncate_vnode(fake_file.vnode, fake_file.vnode->size);
    for (unsigned i = 0; i < PAGES; i++)
        if (model[i].kind > ANONYMOUS && model[i].index >= pages) model[i].own = false;
}

static void step(void)
{
    unsigned at = fake_random(PAGES), count = 1 + fake_random(fake_random(8) ? 20 : 900);
    count = MIN(count, PAGES - at);
    switch (fake_random(16)) {
    case 0:
    case 1: map(at, count); break;
    case 2: unmap(at, count); break;
    case 3: protect(at, count); break;
    case 4: drop(at, MIN(count, 30)); break;
    case 5: remap(at, count); break;
    case 6:
        if (fake_random(20) == 0) truncate_file();
        break;
    default:
        for (unsigned i = 0; i < 10; i++)
            touch(fake_random(2) ? at + fake_random(count) : fake_random(PAGES));
    }
    assert(!fake_lock_held);
}

struct count {
    uint64_t pages;
    vaddr_t last;
};

static bool count_area(const struct area *area, void *context)
{
    struct count *count = context;
    assert(area->start >= count->last && area->start < area->end && area->label == NULL);
    count->last = area->end;
    count->pages += (area->end - area->start) / PAGE_SIZE;
    return true;
}

static void check_counts(void)
{
    uint64_t mapped, resident, expected = 0;
    struct count count = {0, 0};
    area_counts(&mapped, &resident);
    area_each(count_area, &count);
    for (unsigned i = 0; i < PAGES; i++) expected += model[i].kind != UNMAPPED;
    assert(mapped == expected && count.pages == expected && resident == fake_frames + fake_maps);
}

static void test_against_model(void)
{
    for (unsigned i = 0; i < 60000; i++) {
        fake_failure_rate = i / 10000 % 2 ? 12 : 0;
        step();
        if (i % 64 == 0) {
            check_entries();
            check_counts();
        }
    }
    fake_failure_rate = 0;
    unmap(0, PAGES);
    check_counts();
    assert(fake_frames == 0 && fake_maps == 0 && fake_objects == 0 && fake_file.references == 1);
}

static void test_refusals(void)
{
    const uint32_t anonymous = MAP_PRIVATE | MAP_ANONYMOUS, rw = PROT_READ | PROT_WRITE;
    assert(area_map(0, 0, rw, anonymous, NULL, 0, NULL) == -EINVAL);
    assert(area_map(0, PAGE_SIZE, rw, MAP_ANONYMOUS, NULL, 0, NULL) == -EINVAL);
    assert(area_map(0, UINT64_MAX, rw, anonymous, NULL, 0, NULL) == -ENOMEM);
    assert(area_map(0, PAGE_SIZE, rw, anonymous | MAP_FIXED, NULL, 0, NULL) == -EPERM);
    assert(area_map(0x1001, PAGE_SIZE, rw, anonymous | MAP_FIXED, NULL, 0, NULL) == -EINVAL);
    assert(area_map(USER_END, PAGE_SIZE, rw, anonymous | MAP_FIXED, NULL, 0, NULL) == -ENOMEM);
    /* 64 MiB of RAM here: more than that and the slack is refused when it is writable and promised. */
    assert(area_map(0, 1ul << 30, rw, anonymous, NULL, 0, NULL) == -ENOMEM);
    long big = area_map(0, 1ul << 40, rw, anonymous | MAP_NORESERVE, NULL, 0, NULL);
    assert(big > 0 && area_unmap((vaddr_t)big, 1ul << 40) == 0);
    big = area_map(0, 1ul << 40, PROT_NONE, anonymous, NULL, 0, NULL);
    assert(big > 0 && area_protect((vaddr_t)big, 1ul << 40, rw) == -ENOMEM);
    assert(area_protect((vaddr_t)big + 4096, 1ul << 20, rw) == 0 && area_unmap((vaddr_t)big, 1ul << 40) == 0);
    fake_file.flags = O_RDONLY;
    assert(area_map(0, PAGE_SIZE, rw, MAP_SHARED, &fake_file, 0, NULL) == -EACCES);
    long file = area_map(0, PAGE_SIZE, PROT_READ, MAP_SHARED, &fake_file, 0, NULL);
    assert(file > 0 && area_protect((vaddr_t)file, PAGE_SIZE, rw) == -EACCES &&
           area_unmap((vaddr_t)file, PAGE_SIZE) == 0);
    fake_file.flags = O_WRONLY;
    assert(area_map(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, &fake_file, 0, NULL) == -EACCES);
    fake_file.flags = O_RDWR;
    assert(area_map(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, &fake_file, UINT64_MAX - 4095, NULL) == -EOVERFLOW);
    assert(area_unmap(0x1001, PAGE_SIZE) == -EINVAL && area_unmap(0x1000, 0) == -EINVAL &&
           area_unmap(0x1000, UINT64_MAX) == -EINVAL);
    assert(area_remap(0x1000, 4096, 0, 0, 0) == -EINVAL &&
           area_remap(0x1000, 4096, 4096, MREMAP_FIXED, 0x9000) == -EINVAL);
    assert(area_remap(0x1000, 4096, 8192, MREMAP_MAYMOVE, 0) == -EFAULT);
    assert(fake_objects == 0 && fake_file.references == 1);
}

static void test_placement(void)
{
    const uint32_t anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    long first = area_map(0, PAGE_SIZE, PROT_READ, anonymous, NULL, 0, NULL);
    long second = area_map(0, PAGE_SIZE, PROT_READ, anonymous, NULL, 0, NULL);
    assert(first == 0x7ffff7ffe000 && second == first - 4096);
    assert(area_map((vaddr_t)second, PAGE_SIZE, PROT_READ, anonymous | MAP_FIXED_NOREPLACE, NULL, 0, NULL) ==
           -EEXIST);
    long hinted = area_map(0x12345678, PAGE_SIZE, PROT_READ, anonymous, NULL, 0, NULL);
    assert(hinted == 0x12345000);
    long low = area_map(0, PAGE_SIZE, PROT_READ, anonymous | MAP_32BIT, NULL, 0, NULL);
    assert(low == 0x7ffff000);
    long null = area_map(8, PAGE_SIZE, PROT_READ, anonymous, NULL, 0, NULL);
    assert(null == second - 4096);
    /* Growing moves down to a place that is large enough; shrinking stays. */
    long moved = area_remap((vaddr_t)hinted, PAGE_SIZE, 3 * PAGE_SIZE, 0, 0);
    assert(moved == hinted);
    assert(area_remap((vaddr_t)second, PAGE_SIZE, 2 * PAGE_SIZE, 0, 0) == -ENOMEM);
    assert(area_unmap(0x1000, USER_END - 0x1000) == 0 && fake_objects == 0);
}

/* Pages that change places within an area leave one area. */
static void test_moved_within(void)
{
    long base = area_map(0, 8 * PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0, NULL);
    assert(base > 0 && fake_objects == 1);
    vaddr_t from = (vaddr_t)base + PAGE_SIZE, to = from + 4 * PAGE_SIZE;
    const uint32_t flags = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
    assert(area_remap(from, 2 * PAGE_SIZE, 2 * PAGE_SIZE, flags, to) == (long)to && fake_objects == 1);
    assert(area_unmap((vaddr_t)base, 8 * PAGE_SIZE) == 0 && fake_objects == 0);
}

static void test_stack_grows(void)
{
    const uint32_t flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED,
                   rw = PROT_READ | PROT_WRITE;
    const vaddr_t top = 0x7ffffffff000;
    assert(area_map(top - PAGE_SIZE, PAGE_SIZE, rw, flags, NULL, 0, NULL) > 0);
    assert(area_fault(top - (1 << 20), FAULT_WRITE) == 0);
    assert(area_fault(top - (8 << 20), FAULT_WRITE) == 0);
    assert(area_fault(top - (8 << 20) - 1, FAULT_WRITE) == -EFAULT);
    assert(area_unmap(top - (8 << 20), 8 << 20) == 0);
    assert(area_map(top - PAGE_SIZE, PAGE_SIZE, rw, flags, NULL, 0, NULL) > 0);
    assert(area_map(top - (4 << 20), PAGE_SIZE, rw, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0, NULL) >
           0);
    assert(area_fault(top - (3 << 20) + PAGE_SIZE, FAULT_WRITE) == 0);
    assert(area_fault(top - (3 << 20) - 1, FAULT_WRITE) == -EFAULT);
    assert(area_unmap(0x1000, USER_END - 0x1000) == 0 && fake_objects == 0 && fake_frames == 0);
}

int main(void)
{
    test_against_model();
    test_refusals();
    test_placement();
    test_moved_within();
    test_stack_grows();
    puts("area_space_test: ok");
    return 0;
}
