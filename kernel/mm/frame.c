/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator. A free block of 2^k frames, aligned to its size, is on the list of order k by a node
 * inside of itself. One byte per frame tells the order of the free block that begins there, so that a block
 * finds its buddy's state in one load, and a frame that is given back twice is noticed.
 *
 * RAM that was never handed out is on no list but in ranges, from which blocks are cut when the lists cannot
 * serve a request. So booting touches none of it: the host need not provide memory that the guest does not
 * use.
 */
#include <arch/page.h>
#include <boot/bootinfo.h>
#include <core/list.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/frame-boot.h>
#include <mm/frame.h>
#include <sched/lock.h>

#define NOT_FREE 0
#define ORDERS (FRAME_MAX_ORDER + 1)
#define RANGES (2 * BOOT_MEMORY_RANGES)
#define CUT_ORDER 5u /* what is cut off a range at once, unless more is asked for: 128 KiB */

SET_DECLARE(shrinker, struct shrinker);

static struct spinlock frame_lock = SPINLOCK_INIT;
/* All under frame_lock; frame_limit and the pointer are set once. */
static struct list_node free_lists[ORDERS];
static uint8_t *free_order; /* order + 1 of the free block that begins at this frame, else NOT_FREE */
static uint64_t frame_limit;
static uint64_t total_frames, free_frames;
static struct {
    uint64_t next, end;
} ranges[RANGES];
static unsigned range_count;

static struct list_node *node_of(uint64_t frame)
{
    return phys_to_virt(frame << PAGE_SHIFT);
}
static uint64_t frame_of(const struct list_node *node)
{
    return virt_to_phys(node) >> PAGE_SHIFT;
}

static void push(uint64_t frame, unsigned order)
{
    free_order[frame] = (uint8_t)(order + 1);
    list_add_head(&free_lists[order], node_of(frame));
}

static void take(uint64_t frame)
{
    free_order[frame] = NOT_FREE;
    list_remove(node_of(frame));
}

/* Puts a block on its list, joined with its buddy as long as that is free too. */
static void release(uint64_t frame, unsigned order)
{
    for (; order < FRAME_MAX_ORDER; order++) {
        uint64_t buddy = frame ^ (1ull << order);
        if (buddy >= frame_limit || free_order[buddy] != order + 1) break;
        take(buddy);
        frame &= ~(1ull << order);
    }
    push(frame, order);
}

void frame_boot(uint8_t *states, uint64_t limit)
{
    for (unsigned order = 0; order < ORDERS; order++) list_init(&free_lists[order]);
    memset(states, NOT_FREE, limit);
    free_order = states;
    frame_limit = limit;
}

void frame_add(paddr_t start, paddr_t end)
{
    /* Frame 0 is never handed out: its address is what frame_alloc returns for "none". */
    uint64_t first = MAX(ALIGN_UP(start, PAGE_SIZE) >> PAGE_SHIFT, 1ull),
             last = MIN(end >> PAGE_SHIFT, frame_limit);
    if (first >= last) return;
    uint64_t flags = spin_lock_irqsave(&frame_lock);
    ASSERT("mm", range_count < RANGES);
    ranges[range_count].next = first;
    ranges[range_count++].end = last;
    total_frames += last - first;
    free_frames += last - first;
    spin_unlock_irqrestore(&frame_lock, flags);
}

/* Cuts pieces off the ranges until one of at least `order` is on a list. False: there is none. With
 * frame_lock held. */
static bool cut(unsigned order)
{
    unsigned wanted = MAX(order, CUT_ORDER);
    for (unsigned i = 0; i < range_count; i++) {
        while (ranges[i].next < ranges[i].end) {
            uint64_t frame = ranges[i].next;
            unsigned piece = 0;
            while (piece < wanted && frame % (2ull << piece) == 0 && frame + (2ull << piece) <= ranges[i].end)
                piece++;
            ranges[i].next = frame + (1ull << piece);
            release(frame, piece);
            if (piece >= order) return true;
        }
    }
    return false;
}

/* A block off the lists, split to its order. 0: there is none. With frame_lock held. */
static uint64_t take_block(unsigned order)
{
    for (unsigned from = order; from <= FRAME_MAX_ORDER; from++) {
        if (list_empty(&free_lists[from])) continue;
        uint64_t frame = frame_of(free_lists[from].next);
        take(frame);
        while (from > order) {
            from--;
            push(frame + (1ull << from), from);
        }
        free_frames -= 1ull << order;
        return frame;
    }
    return 0;
}

static paddr_t try_alloc(unsigned order)
{
    uint64_t flags = spin_lock_irqsave(&frame_lock);
    uint64_t frame = take_block(order);
    if (frame == 0 && cut(order)) frame = take_block(order);
    spin_unlock_irqrestore(&frame_lock, flags);
    return frame << PAGE_SHIFT;
}

paddr_t frame_alloc(unsigned order)
{
    ASSERT("mm", order <= FRAME_MAX_ORDER);
    paddr_t frame = try_alloc(order);
    if (likely(frame != 0) || !preemptible()) return frame;
    /* Twice, since what one shrinker lets go of may be another one's to free: areas unmap pages that the page
     * cache then drops. */
    for (unsigned round = 0; frame == 0 && round < 2; round++) {
        /* Ask for more than this request needs, so that not every one of the next has to ask again. */
        uint64_t wanted = (1ull << order) + 16;
        SET_FOREACH(shrinker, struct shrinker, item)
        {
            uint64_t freed = (*item)->shrink(wanted);
            if (freed >= wanted) break;
            wanted -= freed;
        }
        frame = try_alloc(order);
    }
    return frame;
}

paddr_t frame_alloc_zeroed(void)
{
    paddr_t frame = frame_alloc(0);
    if (frame != 0) memset(phys_to_virt(frame), 0, PAGE_SIZE);
    return frame;
}

void frame_free(paddr_t address, unsigned order)
{
    uint64_t frame = address >> PAGE_SHIFT;
    uint64_t flags = spin_lock_irqsave(&frame_lock);
    if (frame == 0 || frame >= frame_limit || free_order[frame] != NOT_FREE)
        panic("mm", "frame %lx of order %u is freed, but is free already or is no RAM", address, order);
    free_frames += 1ull << order;
    release(frame, order);
    spin_unlock_irqrestore(&frame_lock, flags);
}

uint64_t frame_count_total(void)
{
    return total_frames;
}
uint64_t frame_count_free(void)
{
    return __atomic_load_n(&free_frames, __ATOMIC_RELAXED);
}
