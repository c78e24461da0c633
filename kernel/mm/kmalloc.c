/* SPDX-License-Identifier: MIT */
/*
 * Small objects live in pages of one size class each; a page begins with its header, so that an object finds
 * it by its address. Larger ones are blocks of frames with the same header in front. Empty pages go back at
 * once, but for one per class.
 */
#include <arch/page.h>
#include <core/list.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <sched/lock.h>

#define HEADER_SIZE 48
#define CLASS_LARGE 0xff
#define HEADER_MAGIC 0x6b6d
#define SMALL_MAX 2016u /* the size of the largest class */

struct heap_page {
    struct list_node node; /* on its class's list while an object is free */
    void *free;            /* a chain through the free objects */
    size_t size;           /* of an object; of a large block: bytes behind the header */
    uint16_t magic;
    uint16_t used;
    uint16_t untouched; /* objects at the end that were never handed out, not in the chain */
    uint8_t size_class; /* or CLASS_LARGE */
    uint8_t order;      /* of a large block */
};
_Static_assert(sizeof(struct heap_page) <= HEADER_SIZE && HEADER_SIZE % 16 == 0,
               "objects are 16-byte aligned");

static const uint16_t class_sizes[] = {16,  32,  48,  64,  96,   128,  192,      256,
                                       336, 448, 576, 800, 1008, 1344, SMALL_MAX};

/* The least class that holds an object, by the object's size in units of 16 bytes. */
static const uint8_t class_of[] = {
    [0 ... 1] = 0,    [2] = 1,          [3] = 2,          [4] = 3,          [5 ... 6] = 4,
    [7 ... 8] = 5,    [9 ... 12] = 6,   [13 ... 16] = 7,  [17 ... 21] = 8,  [22 ... 28] = 9,
    [29 ... 36] = 10, [37 ... 50] = 11, [51 ... 63] = 12, [64 ... 84] = 13, [85 ... 126] = 14,
};

_Static_assert(sizeof(class_of) == SMALL_MAX / 16 + 1, "a class for every size");

static struct spinlock heap_lock = SPINLOCK_INIT;
static struct list_node classes[ARRAY_SIZE(class_sizes)]; /* struct heap_page, under heap_lock */

static struct heap_page *page_of(void *object)
{
    struct heap_page *page = (struct heap_page *)ALIGN_DOWN((uintptr_t)object, PAGE_SIZE);
    if (page->magic != HEADER_MAGIC) panic("mm", "kfree of %p, which kmalloc did not give", object);
    return page;
}

static struct heap_page *new_page(unsigned order)
{
    paddr_t frame = frame_alloc(order);
    if (frame == 0) return NULL;
    struct heap_page *page = phys_to_virt(frame);
    *page = (struct heap_page){.magic = HEADER_MAGIC, .size_class = CLASS_LARGE, .order = (uint8_t)order};
    list_init(&page->node);
    return page;
}

static void *alloc_large(size_t size)
{
    unsigned order = 0;
    while ((PAGE_SIZE << order) < size + HEADER_SIZE)
        if (++order > FRAME_MAX_ORDER) return NULL;
    struct heap_page *page = new_page(order);
    if (page == NULL) return NULL;
    page->size = (PAGE_SIZE << order) - HEADER_SIZE;
    return (char *)page + HEADER_SIZE;
}

/* With heap_lock held. */
static void *take_object(struct heap_page *page)
{
    void *object = page->free;
    if (object != NULL)
        page->free = *(void **)object;
    else
        object = (char *)page + PAGE_SIZE - page->untouched-- * page->size;
    page->used++;
    if (page->free == NULL && page->untouched == 0) list_remove(&page->node);
    return object;
}

void *kmalloc(size_t size)
{
    if (size > SMALL_MAX) return alloc_large(size);
    unsigned index = class_of[(size + 15) / 16];
    struct list_node *list = &classes[index];
    uint64_t flags = spin_lock_irqsave(&heap_lock);
    if (list->next == NULL) list_init(list);
    if (list_empty(list)) {
        /* Without the lock, since it may shrink caches, which free objects. */
        spin_unlock_irqrestore(&heap_lock, flags);
        struct heap_page *page = new_page(0);
        if (page == NULL) return NULL;
        page->size_class = (uint8_t)index;
        page->size = class_sizes[index];
        page->untouched = (uint16_t)((PAGE_SIZE - HEADER_SIZE) / page->size);
        flags = spin_lock_irqsave(&heap_lock);
        list_add_head(list, &page->node);
    }
    void *object = take_object(list_entry(list->next, struct heap_page, node));
    spin_unlock_irqrestore(&heap_lock, flags);
    return object;
}

void *kzalloc(size_t size)
{
    void *object = kmalloc(size);
    if (object != NULL) memset(object, 0, size);
    return object;
}

void kfree(void *object)
{
    if (object == NULL) return;
    struct heap_page *page = page_of(object);
    if (page->size_class == CLASS_LARGE) {
        page->magic = 0;
        frame_free(virt_to_phys(page), page->order);
        return;
    }
    struct list_node *list = &classes[page->size_class];
    bool release = false;
    uint64_t flags = spin_lock_irqsave(&heap_lock);
    ASSERT("mm", page->used > 0);
    *(void **)object = page->free;
    page->free = object;
    if (list_empty(&page->node)) list_add_tail(list, &page->node);
    /* The last page with room stays, so that one object taken and given in turn does not make and free a page
     * each time. */
    if (--page->used == 0 && list->next != list->prev) {
        list_remove(&page->node);
        page->magic = 0;
        release = true;
    }
    spin_unlock_irqrestore(&heap_lock, flags);
    if (release) frame_free(virt_to_phys(page), 0);
}

size_t kmalloc_size(void *object)
{
    return page_of(object)->size;
}

void *krealloc(void *object, size_t size)
{
    if (object == NULL) return kmalloc(size);
    size_t old_size = kmalloc_size(object);
    if (size <= old_size) return object;
    void *larger = kmalloc(size);
    if (larger != NULL) {
        memcpy(larger, object, old_size);
        kfree(object);
    }
    return larger;
}

char *kstrdup(const char *text, size_t length)
{
    char *copy = kmalloc(length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = 0;
    }
    return copy;
}
