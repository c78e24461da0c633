/* SPDX-License-Identifier: MIT */
/*
 * The page cache. One lock protects the trees, all fields of the pages and the list of pages that can be
 * dropped; it is held for a few instructions at a time, never while a page is read, copied or allocated.
 *
 * Life of a page: it enters its tree pinned and not ready, so that others who want it wait instead of reading
 * it again. When it is read it becomes ready and, if its file can be read again, joins the list. It is freed
 * when it is out of its tree and nobody has it pinned.
 */
#include <abi/errno.h>
#include <arch/page.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <sched/thread.h>
#include <vfs/vfs.h>

#include "cache-tree.h"
#include "refault.h"

static struct spinlock cache_lock = SPINLOCK_INIT;
/* Pages that can be dropped when memory is short, the oldest last. Under cache_lock, as the counts. */
static struct list_node cache_lru = LIST_INIT(cache_lru);
static uint64_t lru_count, page_total;
static struct dropped_pages dropped; /* under cache_lock */
/* Those who wait for any page to become ready. Waits are as long as a disk read, so one queue for all is
 * enough. */
static struct wait_queue cache_wait = WAIT_QUEUE_INIT(cache_wait);

/* The pages of such a file are its only copy. */
static bool memory_backed(const struct vnode *vnode)
{
    return vnode->ops->read_pages == NULL;
}

static struct cache_page *page_create(struct vnode *vnode, uint64_t index)
{
    struct cache_page *page = kzalloc(sizeof(*page));
    if (page == NULL) return NULL;
    paddr_t frame = memory_backed(vnode) ? frame_alloc_zeroed() : frame_alloc(0);
    if (frame == 0) {
        kfree(page);
        return NULL;
    }
    page->index = index;
    page->memory = phys_to_virt(frame);
    page->vnode = vnode;
    page->pins = 1;
    list_init(&page->lru);
    return page;
}

static void page_free(struct cache_page *page)
{
    frame_free(virt_to_phys(page->memory), 0);
    kfree(page);
}

/* Takes a page out of its file. With the lock. True: nobody holds it, the caller frees it. */
static bool page_detach(struct cache_page *page)
{
    struct vnode *vnode = page->vnode;
    cache_tree_remove(&vnode->pages, page->index);
    page_total--;
    if (memory_backed(vnode) && vnode->mount != NULL) vnode->mount->page_count--;
    if (!list_empty(&page->lru)) {
        list_remove(&page->lru);
        lru_count--;
    }
    page->vnode = NULL;
    return page->pins == 0;
}

/* With the lock. */
static int page_attach(struct cache_page *page)
{
    struct vnode *vnode = page->vnode;
    struct mount *mount = memory_backed(vnode) ? vnode->mount : NULL;
    if (mount != NULL && mount->page_limit != 0 && mount->page_count >= mount->page_limit) return -ENOSPC;
    int status = cache_tree_insert(&vnode->pages, page->index, page);
    if (status != 0) return status;
    page_total++;
    if (mount != NULL) mount->page_count++;
    return 0;
}

void cache_release(struct cache_page *page)
{
    spin_lock(&cache_lock);
    bool gone = --page->pins == 0 && page->vnode == NULL;
    spin_unlock(&cache_lock);
    if (gone) page_free(page);
}

void cache_hold(struct cache_page *page)
{
    spin_lock(&cache_lock);
    page->pins++;
    spin_unlock(&cache_lock);
}

static uint64_t cache_shrink(uint64_t frames)
{
    uint64_t freed = 0;
    spin_lock(&cache_lock);
    /* Twice around: the first visit takes the mark of use away, the second takes the page. */
    for (uint64_t visits = 2 * lru_count; visits > 0 && freed < frames && lru_count != 0; visits--) {
        struct cache_page *page = list_entry(cache_lru.prev, struct cache_page, lru);
        if (page->pins != 0 || page->maps != 0 || page->touched) {
            page->touched = false;
            list_remove(&page->lru);
            list_add_head(&cache_lru, &page->lru);
            continue;
        }
        refault_note_drop(&dropped, page->vnode, page->index);
        page_detach(page);
        page_free(page);
        freed++;
    }
    spin_unlock(&cache_lock);
    return freed;
}

static const struct shrinker cache_shrinker = {cache_shrink};
SET_ADD(shrinker, struct shrinker, cache_shrinker);

/* Files may fill the memory, but for a part that interrupt handlers and others who cannot wait need: the
 * cache then lives on its own pages. */
static uint64_t reserve_frames(void)
{
    return MAX(frame_count_total() / 64, 16);
}

static void keep_reserve(void)
{
    if (frame_count_free() < reserve_frames()) cache_shrink(CACHE_BATCH);
}

/* How many pages may be read for the sake of one. Where they take the place of others, reading many ahead
 * would drop the very pages that the program uses: with few of them left it would read them in turns, for
 * ever. */
static uint64_t batch_limit(void)
{
    if (frame_count_free() >= reserve_frames() + CACHE_BATCH) return CACHE_BATCH;
    uint64_t others = __atomic_load_n(&lru_count, __ATOMIC_RELAXED);
    return MIN(1 + others / 16, CACHE_BATCH);
}

/* Whether this thread's reading goes round in circles, so that there is not enough memory. */
static bool lacks_memory(const struct vnode *vnode, uint64_t index)
{
    if (memory_backed(vnode)) return false;
    spin_lock(&cache_lock);
    bool lacks = refault_note_read(&dropped, vnode, index, lru_count, &thread_current()->refaults);
    spin_unlock(&cache_lock);
    return lacks;
}

/* Settles `count` pages after reading: they are ready, or, on failure, out of the file. The pins of all but
 * the first go. */
static void settle(struct cache_page *const *pages, unsigned count, unsigned keep, int status)
{
    spin_lock(&cache_lock);
    for (unsigned i = 0; i < count; i++) {
        struct cache_page *page = pages[i];
        bool gone = false;
        page->error = status;
        page->ready = status == 0;
        /* A truncation may have taken it out meanwhile. */
        if (page->vnode == NULL)
            gone = page->pins == 1;
        else if (status != 0)
            gone = page_detach(page) || page->pins == 1;
        else if (!memory_backed(page->vnode)) {
            list_add_head(&cache_lru, &page->lru);
            lru_count++;
        }
        if (i < keep) continue;
        page->pins--;
        if (gone) page_free(page);
    }
    spin_unlock(&cache_lock);
    wake_all(&cache_wait);
}

/* Puts new pages into the file's tree, as many as have a free place one after the other. Returns how many; 0:
 * *status says why. */
static unsigned enter(struct cache_page *const *pages, unsigned count, int *status)
{
    struct page_cache *tree = &pages[0]->vnode->pages;
    unsigned entered = 0;
    spin_lock(&cache_lock);
    for (; entered < count; entered++) {
        *status =
            cache_tree_find(tree, pages[entered]->index) != NULL ? -EEXIST : page_attach(pages[entered]);
        if (*status != 0) break;
    }
    spin_unlock(&cache_lock);
    return entered;
}

/* Puts new pages in and reads them. -EEXIST: somebody else was faster, look again. */
static int fill(struct vnode *vnode, uint64_t index, unsigned ahead, struct cache_page **found)
{
    struct cache_page *pages[CACHE_BATCH];
    void *memory[CACHE_BATCH];
    unsigned wanted = 1, count = 0;
    uint64_t file_pages = ALIGN_UP(vnode->size, PAGE_SIZE) >> PAGE_SHIFT;
    if (!memory_backed(vnode) && index < file_pages)
        wanted = (unsigned)MIN(MIN(ahead + 1ull, batch_limit()), file_pages - index);
    if (lacks_memory(vnode, index)) return -ENOMEM;
    keep_reserve();
    int status;
    while (count < wanted && (pages[count] = page_create(vnode, index + count)) != NULL) count++;
    if (count == 0) return -ENOMEM;
    unsigned entered = enter(pages, count, &status);
    /* The pages may have taken the last memory, and under the lock no other can be reclaimed for the tree:
     * they give way to it. A node that was made stays in the tree, so there are not many of these rounds. */
    while (entered == 0 && status == -ENOMEM) {
        while (count > 1) page_free(pages[--count]);
        if (cache_tree_prepare() != 0) break;
        entered = enter(pages, 1, &status);
    }
    for (unsigned i = entered; i < count; i++) page_free(pages[i]);
    if (entered == 0) return status;
    for (unsigned i = 0; i < entered; i++) memory[i] = pages[i]->memory;
    status = 0;
    if (!memory_backed(vnode)) status = vnode->ops->read_pages(vnode, index, memory, entered);
    if (status != 0 && entered > 1) {
        /* The caller wants one page; what could not be read may be one of the others. */
        settle(pages + 1, entered - 1, 0, status);
        entered = 1;
        status = vnode->ops->read_pages(vnode, index, memory, 1);
    }
    settle(pages, entered, status == 0 ? 1 : 0, status);
    *found = pages[0];
    return status;
}

/* Whether a page that somebody else reads is settled. */
static bool settled(const struct cache_page *page)
{
    return __atomic_load_n(&page->ready, __ATOMIC_ACQUIRE) ||
           __atomic_load_n(&page->error, __ATOMIC_ACQUIRE) != 0;
}

int cache_get(struct vnode *vnode, uint64_t index, unsigned ahead, struct cache_page **found)
{
    for (;;) {
        spin_lock(&cache_lock);
        struct cache_page *page = cache_tree_find(&vnode->pages, index);
        bool ready = false;
        if (page != NULL) {
            page->pins++;
            page->touched = true;
            ready = page->ready;
        }
        spin_unlock(&cache_lock);
        if (page == NULL) {
            int status = fill(vnode, index, ahead, found);
            if (status == -EEXIST) continue;
            return status;
        }
        if (!ready) {
            /* Uninterruptible, hence 0: the reader always settles its pages. */
            int status = WAIT_EVENT(&cache_wait, settled(page), WAIT_FOREVER, WAIT_UNINTERRUPTIBLE);
            if (status == 0) status = page->error;
            if (status != 0) {
                cache_release(page);
                return status;
            }
        }
        *found = page;
        return 0;
    }
}

struct cache_page *cache_find(struct vnode *vnode, uint64_t index)
{
    spin_lock(&cache_lock);
    struct cache_page *page = cache_tree_find(&vnode->pages, index);
    if (page != NULL && page->ready) {
        page->pins++;
        page->touched = true;
    } else {
        page = NULL;
    }
    spin_unlock(&cache_lock);
    return page;
}

void cache_map(struct cache_page *page)
{
    spin_lock(&cache_lock);
    page->maps++;
    spin_unlock(&cache_lock);
}

void cache_unmap(struct vnode *vnode, uint64_t index)
{
    spin_lock(&cache_lock);
    struct cache_page *page = cache_tree_find(&vnode->pages, index);
    ASSERT("vfs", page != NULL && page->maps > 0);
    page->maps--;
    spin_unlock(&cache_lock);
}

/* Takes out all pages from `first` on. Frees under the lock, which neither of the allocators minds. */
static void drop_from(struct vnode *vnode, uint64_t first)
{
    spin_lock(&cache_lock);
    for (struct cache_page *page; (page = cache_tree_next(&vnode->pages, &first)) != NULL; first++)
        if (page_detach(page)) page_free(page);
    spin_unlock(&cache_lock);
}

void cache_truncate(struct vnode *vnode, uint64_t first, uint32_t tail)
{
    drop_from(vnode, first);
    struct cache_page *page = tail != 0 && first != 0 ? cache_find(vnode, first - 1) : NULL;
    if (page == NULL) return;
    memset((char *)page->memory + tail, 0, PAGE_SIZE - tail);
    cache_release(page);
}

void cache_destroy(struct vnode *vnode)
{
    if (vnode->pages.root != NULL) drop_from(vnode, 0);
}

void cache_counts(uint64_t *reclaimable, uint64_t *total)
{
    spin_lock(&cache_lock);
    *reclaimable = lru_count;
    *total = page_total;
    spin_unlock(&cache_lock);
}
