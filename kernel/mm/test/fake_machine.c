/* SPDX-License-Identifier: MIT */
#include "fake_machine.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <arch/page.h>
#include <assert.h>
#include <core/log.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <stdlib.h>
#include <string.h>

uint64_t fake_frames, fake_objects, fake_maps;
unsigned fake_failure_rate;
bool fake_lock_held;

uint32_t fake_random(uint32_t limit)
{
    static uint64_t state = 0x2545f4914f6cdd1du;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % limit;
}

static bool fails(void)
{
    return fake_failure_rate != 0 && fake_random(fake_failure_rate) == 0;
}

void mutex_lock(struct mutex *mutex)
{
    (void)mutex;
    assert(!fake_lock_held);
    fake_lock_held = true;
}

void mutex_unlock(struct mutex *mutex)
{
    (void)mutex;
    assert(fake_lock_held);
    fake_lock_held = false;
}

void *kmalloc(size_t size)
{
    if (fails()) return NULL;
    fake_objects++;
    return malloc(size);
}

void kfree(void *memory)
{
    fake_objects -= memory != NULL;
    free(memory);
}

paddr_t frame_alloc(unsigned order)
{
    assert(order == 0);
    if (fails()) return 0;
    fake_frames++;
    return virt_to_phys(aligned_alloc(PAGE_SIZE, PAGE_SIZE));
}

paddr_t frame_alloc_zeroed(void)
{
    paddr_t frame = frame_alloc(0);
    if (frame != 0) memset(phys_to_virt(frame), 0, PAGE_SIZE);
    return frame;
}

void frame_free(paddr_t frame, unsigned order)
{
    assert(order == 0 && fake_frames > 0);
    fake_frames--;
    free(phys_to_virt(frame));
}

uint64_t frame_count_total(void)
{
    return 16384;
}

/* Page tables: the lowest level, found by a hash of what it maps. Tables are not counted as frames; trimming
 * is checked to hit only empty ones. */
#define SPAN (512 * PAGE_SIZE)

static struct table {
    struct table *next;
    vaddr_t base;
    pte_t entries[512];
} * tables;

pte_t *page_table_entry(vaddr_t address, bool allocate)
{
    vaddr_t base = ALIGN_DOWN(address, SPAN);
    struct table *table = tables;
    while (table != NULL && table->base != base) table = table->next;
    if (table == NULL) {
        if (!allocate || fails()) return NULL;
        table = calloc(1, sizeof(*table));
        table->base = base;
        table->next = tables;
        tables = table;
    }
    return &table->entries[(address - base) / PAGE_SIZE];
}

vaddr_t page_table_next(vaddr_t address, vaddr_t end)
{
    vaddr_t found = end;
    for (const struct table *table = tables; table != NULL; table = table->next)
        if (table->base + SPAN > address) found = MIN(found, MAX(table->base, address));
    return found;
}

void page_table_trim(vaddr_t start, vaddr_t end)
{
    for (struct table **link = &tables; *link != NULL;) {
        struct table *table = *link;
        if (table->base < start || table->base + SPAN > end) {
            link = &table->next;
            continue;
        }
        for (unsigned i = 0; i < 512; i++) assert(table->entries[i] == 0);
        *link = table->next;
        free(table);
    }
}

void tlb_flush_page(vaddr_t address)
{
    (void)address;
}

void tlb_flush_range(vaddr_t start, vaddr_t end)
{
    assert(start < end);
}

/* The file. */
static const struct vnode_ops vnode_ops;
static struct vnode vnode = {.ops = &vnode_ops, .mode = S_IFREG, .size = FAKE_FILE_PAGES * PAGE_SIZE};
struct file fake_file = {.vnode = &vnode, .references = 1, .flags = O_RDWR};

static struct cache_page pages[FAKE_FILE_PAGES];

uint64_t fake_file_word(uint64_t index)
{
    return 0xf11e0000 + index;
}

static struct cache_page *cache_page(uint64_t index)
{
    assert(index < FAKE_FILE_PAGES);
    struct cache_page *page = &pages[index];
    if (page->memory == NULL) {
        page->memory = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
        memset(page->memory, 0, PAGE_SIZE);
        *(uint64_t *)page->memory = fake_file_word(index);
    }
    page->index = index;
    return page;
}

uint64_t *fake_cache_word(uint64_t index)
{
    return cache_page(index)->memory;
}

int cache_get(struct vnode *file, uint64_t index, unsigned ahead, struct cache_page **page)
{
    assert(file == &vnode && (index + ahead) * PAGE_SIZE < file->size);
    if (fails()) return -ENOMEM;
    *page = cache_page(index);
    (*page)->pins++;
    return 0;
}

struct cache_page *cache_find(struct vnode *file, uint64_t index)
{
    assert(index * PAGE_SIZE < file->size);
    if (fake_random(2)) return NULL;
    cache_page(index)->pins++;
    return &pages[index];
}

void cache_release(struct cache_page *page)
{
    assert(page->pins > 0);
    page->pins--;
}

void cache_map(struct cache_page *page)
{
    assert(page->pins > 0);
    page->maps++;
    fake_maps++;
}

void cache_unmap(struct vnode *file, uint64_t index)
{
    assert(file == &vnode && pages[index].maps > 0);
    pages[index].maps--;
    fake_maps--;
}

void file_put(struct file *file)
{
    /* It may take a vnode's lock. */
    assert(!fake_lock_held && file->references > 1);
    file->references--;
}
