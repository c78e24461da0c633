/* SPDX-License-Identifier: MIT */
/*
 * Comes before each source of mimalloc: what its configuration and its compile-time switches would say.
 * Options are constants, so that the compiler leaves out what they turn off; messages are left out as well.
 */
#pragma once

/* No checks of mimalloc's own state, no statistics, no canaries. */
#define NDEBUG 1
#define MI_STAT 0
#define MI_PADDING 0

/* A thread's heap is at %fs:(8 * MI_TLS_SLOT) and its identity at %fs:0; thread.c checks the former. mimalloc
 * takes the latter for granted where the C library is glibc, whose struct has its own address there, as
 * musl's has. */
#define MI_TLS_SLOT 25
#define __GLIBC__ 2

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A word of musl's own headers, and of mimalloc's sources. */
#undef weak

/* Nothing of it is for programs but what src/alloc.c names. */
#pragma GCC visibility push(hidden)
/* The variable that would be a thread's is not used (MI_TLS_SLOT), and a kernel has no thread-local ones. */
#define __thread
#include <mimalloc.h>

#include <mimalloc-internal.h>

_Noreturn void allocator_misused(void);

/* Makes the bytes zero, and moves bytes, of which those at the old place are lost; both without using memory
 * for what they leave. */
void allocator_clear(void *memory, size_t size);
void allocator_move(void *to, void *from, size_t size);
#pragma GCC visibility pop

/* No constructor, and no key of thread-specific data: the first allocation sets all up, and thread.c hears of
 * a thread's end. */
#define constructor unused
#undef MI_USE_PTHREADS

static inline long allocator_option(mi_option_t option)
{
    switch (option) {
    /* The kernel fills memory when it is touched, so having all of a segment at hand costs nothing. */
    case mi_option_eager_commit:
    case mi_option_allow_decommit: return 1;
    /* Milliseconds until unused memory goes back, and by how much more use puts that off. */
    case mi_option_decommit_delay: return 25;
    case mi_option_decommit_extend_delay: return 1;
    /* How many segments of ended threads are looked at for one of use. */
    case mi_option_max_segment_reclaim: return 8;
    default: return 0;
    }
}
#define mi_option_get(option) allocator_option(option)
#define mi_option_is_enabled(option) (allocator_option(option) != 0)
#define mi_option_get_clamp(option, least, most) allocator_option(option)

/* What goes wrong is lack of memory, or a program that gave back what it never got. */
static inline void allocator_error(int code)
{
    if (code == EFAULT || code == EINVAL) allocator_misused();
    errno = ENOMEM;
}
#define _mi_error_message(code, ...) allocator_error(code)
#define _mi_warning_message(...) ((void)0)
#define _mi_verbose_message(...) ((void)0)
#define _mi_trace_message(...) ((void)0)
#define _mi_fputs(...) ((void)0)
#define _mi_options_init() ((void)0)

#define _mi_stat_increase(stat, amount) ((void)0)
#define _mi_stat_decrease(stat, amount) ((void)0)
#define _mi_stats_done(stats) ((void)0)
#define mi_stats_reset() ((void)0)
#define mi_stats_print(out) ((void)0)
#define mi_reserve_huge_os_pages_at(...) 0
#define mi_reserve_huge_os_pages_interleave(...) 0
#define mi_reserve_os_memory(...) 0
