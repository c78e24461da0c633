/* SPDX-License-Identifier: MIT */
/* What mimalloc asks of an operating system. The kernel fills memory when it is touched, so what is mapped is
 * as good as committed, and giving memory back is telling that its content is not needed. */
#include "settings.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#define PAGE 4096u

/* Of whole pages, at an address that `offset` makes a multiple of `alignment`, a power of two. NULL and
 * ENOMEM if there is none. */
static void *map(size_t size, size_t alignment, size_t offset)
{
    size_t whole;
    if (alignment <= PAGE) alignment = PAGE;
    if (__builtin_add_overflow(size, alignment - PAGE, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    char *base = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return NULL;
    size_t before = -((uintptr_t)base + offset) & (alignment - 1), after = whole - size - before;
    if (before != 0) munmap(base, before);
    if (after != 0) munmap(base + before + size, after);
    return base + before;
}

static size_t whole_pages(size_t size)
{
    return (size + PAGE - 1) & -(size_t)PAGE;
}

size_t _mi_os_page_size(void)
{
    return PAGE;
}

void _mi_os_init(void) {}

void *_mi_os_alloc(size_t size, mi_stats_t *stats)
{
    (void)stats;
    return map(whole_pages(size), PAGE, 0);
}

void _mi_os_free(void *memory, size_t size, mi_stats_t *stats)
{
    (void)stats;
    munmap(memory, whole_pages(size));
}

/* Large blocks have room to grow, by an eighth: what is not touched is not there. */
size_t _mi_os_good_alloc_size(size_t size)
{
    if (size > PTRDIFF_MAX) return size;
    size_t step = (size_t)1 << (63 - __builtin_clzl(size | 512u << 10)) >> 3;
    return (size + step - 1) & -step;
}

bool _mi_os_commit(void *memory, size_t size, bool *is_zero, mi_stats_t *stats)
{
    (void)memory, (void)size, (void)stats;
    *is_zero = false;
    return true;
}

/* Of the whole pages in it; they are zero when they are touched again. */
bool _mi_os_decommit(void *memory, size_t size, mi_stats_t *stats)
{
    (void)stats;
    uintptr_t start = whole_pages((uintptr_t)memory), end = ((uintptr_t)memory + size) & -(uintptr_t)PAGE;
    return end <= start || madvise((void *)start, end - start, MADV_DONTNEED) == 0;
}

bool _mi_os_reset(void *memory, size_t size, mi_stats_t *stats)
{
    return _mi_os_decommit(memory, size, stats);
}

/* Never called without MI_SECURE. */
bool _mi_os_protect(void *memory, size_t size)
{
    (void)memory, (void)size;
    return false;
}

bool _mi_os_unprotect(void *memory, size_t size)
{
    (void)memory, (void)size;
    return false;
}

/* Segments come from the kernel one by one: there are no arenas to take them from. */
void *_mi_arena_alloc_aligned(size_t size, size_t alignment, size_t offset, bool *commit, bool *large,
                              bool *is_pinned, bool *is_zero, mi_arena_id_t arena, size_t *memory_id,
                              mi_os_tld_t *thread)
{
    (void)arena, (void)thread;
    void *memory = map(size, alignment, offset);
    *commit = true;
    *large = *is_pinned = false;
    *is_zero = true;
    *memory_id = 0;
    return memory;
}

void _mi_arena_free(void *memory, size_t size, size_t alignment, size_t offset, size_t memory_id,
                    bool all_committed, mi_stats_t *stats)
{
    (void)alignment, (void)offset, (void)memory_id, (void)all_committed, (void)stats;
    munmap(memory, size);
}

mi_arena_id_t _mi_arena_id_none(void)
{
    return 0;
}

bool _mi_arena_memid_is_suitable(size_t memory_id, mi_arena_id_t arena)
{
    (void)memory_id, (void)arena;
    return true;
}

/*
 * One segment is kept that nobody uses, for a thread that takes memory and gives all of it back again and
 * again. Of its memory only as much is kept as such a thread often needs. Its header goes, so that it is
 * zero.
 */
static _Atomic(char *) kept_segment;
#define KEPT_END (256u << 10)

void *_mi_segment_cache_pop(size_t size, mi_commit_mask_t *commit_mask, mi_commit_mask_t *decommit_mask,
                            bool *large, bool *is_pinned, bool *is_zero, mi_arena_id_t arena,
                            size_t *memory_id, mi_os_tld_t *thread)
{
    (void)arena, (void)thread;
    if (size != MI_SEGMENT_SIZE) return NULL;
    char *segment = atomic_exchange(&kept_segment, NULL);
    mi_commit_mask_create_full(commit_mask);
    mi_commit_mask_create_empty(decommit_mask);
    *large = *is_pinned = false;
    *is_zero = true;
    *memory_id = 0;
    return segment;
}

/* Others may still read the header's link, whatever is there (_mi_abandoned_await_readers is for memory that
 * goes). */
bool _mi_segment_cache_push(void *start, size_t size, size_t memory_id, const mi_commit_mask_t *commit_mask,
                            const mi_commit_mask_t *decommit_mask, bool is_large, bool is_pinned,
                            mi_os_tld_t *thread)
{
    (void)memory_id, (void)commit_mask, (void)decommit_mask, (void)is_large, (void)is_pinned, (void)thread;
    char *segment = start, *none = NULL;
    if (atomic_load(&kept_segment) != NULL) return false;
    if (madvise(segment, MI_SEGMENT_SLICE_SIZE, MADV_DONTNEED) != 0 ||
        madvise(segment + KEPT_END, size - KEPT_END, MADV_DONTNEED) != 0)
        return false;
    return atomic_compare_exchange_strong(&kept_segment, &none, segment);
}

void _mi_segment_cache_collect(bool force, mi_os_tld_t *thread)
{
    (void)thread;
    char *segment = force ? atomic_exchange(&kept_segment, NULL) : NULL;
    if (segment != NULL) munmap(segment, MI_SEGMENT_SIZE);
}

/* Called at no end of a process: its memory goes with it. */
void _mi_segment_cache_free_all(mi_os_tld_t *thread)
{
    (void)thread;
}

/* Where segments are is asked by checks only. */
void _mi_segment_map_allocated_at(const mi_segment_t *segment)
{
    (void)segment;
}

void _mi_segment_map_freed_at(const mi_segment_t *segment)
{
    (void)segment;
}

/* The question is when memory that is not used can go, and asked at each use of it, while asking the kernel
 * takes longer than most uses. So it is asked at one in eight; nobody minds the loss of a count between
 * threads. */
mi_msecs_t _mi_clock_now(void)
{
    static _Atomic(unsigned) questions;
    static _Atomic(mi_msecs_t) answer;
    unsigned question = atomic_load_explicit(&questions, memory_order_relaxed);
    atomic_store_explicit(&questions, question + 1, memory_order_relaxed);
    if (question % 8 == 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        atomic_store_explicit(&answer, now.tv_sec * 1000 + now.tv_nsec / 1000000, memory_order_relaxed);
    }
    return atomic_load_explicit(&answer, memory_order_relaxed);
}

_Noreturn void allocator_misused(void)
{
    abort();
}
