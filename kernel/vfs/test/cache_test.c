// SPDX-License-Identifier: MIT
// sources: ../cache-tree.c ../refault.c ../../mm/kmalloc.c
/* The page cache where memory is short: files much larger than it are read from everywhere. All pages can be
 * dropped, so each one that is asked for must come. */
#include "../../sched/test/counted_locks.h"
#include "../../sched/test/host_cpu.h"
#include "../cache.c"

static uint64_t frames_free;

/* With one thread nobody waits. */
void wake_all(struct wait_queue *queue)
{
    (void)queue;
    assert(locks == 0);
}
void wait_prepare(struct wait_queue *queue, struct wait_entry *entry)
{
    (void)queue;
    (void)entry;
    abort();
}
int wait_sleep(uint64_t deadline_ns, enum wait_mode mode)
{
    (void)deadline_ns;
    (void)mode;
    abort();
}
void wait_finish(struct wait_entry *entry)
{
    (void)entry;
    abort();
}

/* What a program has mapped, the oldest first, and stays in the cache until areas are asked for memory. */
#define MAPPED_MAX 65536u
static struct {
    struct vnode *file;
    uint64_t index;
} mapped[MAPPED_MAX];
static unsigned mapped_first, mapped_end;

static void map(struct cache_page *page)
{
    cache_map(page);
    assert(mapped_end - mapped_first < MAPPED_MAX);
    mapped[mapped_end % MAPPED_MAX].file = page->vnode;
    mapped[mapped_end++ % MAPPED_MAX].index = page->index;
}

static void unmap(unsigned count)
{
    for (; count > 0 && mapped_first != mapped_end; count--, mapped_first++)
        cache_unmap(mapped[mapped_first % MAPPED_MAX].file, mapped[mapped_first % MAPPED_MAX].index);
}

/* As the kernel's: areas and cache are asked twice, and for more than is wanted. */
paddr_t frame_alloc(unsigned order)
{
    uint64_t count = 1ull << order;
    for (unsigned round = 0; round < 2 && frames_free < count && locks == 0; round++) {
        unmap((unsigned)count + 16);
        cache_shrink(count + 16);
    }
    if (frames_free < count) return 0;
    frames_free -= count;
    return virt_to_phys(aligned_alloc(PAGE_SIZE, PAGE_SIZE << order));
}

paddr_t frame_alloc_zeroed(void)
{
    paddr_t frame = frame_alloc(0);
    if (frame != 0) memset(phys_to_virt(frame), 0, PAGE_SIZE);
    return frame;
}

void frame_free(paddr_t frame, unsigned order)
{
    frames_free += 1ull << order;
    free(phys_to_virt(frame));
}

static uint64_t frames_total;

uint64_t frame_count_total(void)
{
    return frames_total;
}
uint64_t frame_count_free(void)
{
    return frames_free;
}

static int read_pages(struct vnode *vnode, uint64_t index, void *const *pages, unsigned count)
{
    assert(locks == 0);
    for (unsigned i = 0; i < count; i++) {
        memset(pages[i], 0, PAGE_SIZE);
        *(uint64_t *)pages[i] = vnode->inode + index + i;
    }
    return 0;
}

static const struct vnode_ops ops = {.read_pages = read_pages};

#define FILES 3u
#define FILE_PAGES 5000u

static uint64_t random_below(uint64_t limit)
{
    static uint64_t state = 0x9e3779b97f4a7c15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 32) % limit;
}

/* `frames` is all that there is, for pages, their descriptions and the nodes of the trees. */
static void read_everywhere(uint64_t frames, unsigned reads)
{
    struct vnode files[FILES] = {0};
    frames_total = frames_free = frames;
    for (unsigned i = 0; i < FILES; i++) {
        files[i].ops = &ops;
        files[i].size = FILE_PAGES * PAGE_SIZE;
        files[i].inode = (i + 1) * 1000000ull;
    }
    for (unsigned i = 0; i < reads; i++) {
        struct vnode *file = &files[random_below(FILES)];
        uint64_t index = random_below(FILE_PAGES);
        unsigned ahead = (unsigned)random_below(CACHE_BATCH);
        struct cache_page *page;
        thread_current()->refaults = 0;
        assert(cache_get(file, index, (unsigned)MIN(ahead, FILE_PAGES - 1 - index), &page) == 0);
        assert(*(uint64_t *)page->memory == file->inode + index);
        map(page);
        cache_release(page);
    }
    unmap(MAPPED_MAX);
    for (unsigned i = 0; i < FILES; i++) cache_destroy(&files[i]);
    uint64_t reclaimable, total;
    cache_counts(&reclaimable, &total);
    assert(reclaimable == 0 && total == 0);
}

int main(void)
{
    static struct thread thread;
    static struct cpu cpu = {.current = &thread};
    become_cpu(&cpu);
    for (uint64_t frames = 12; frames < 400; frames += 1 + frames / 8) read_everywhere(frames, 2000);
    read_everywhere(4000, 4000);
    return 0;
}
