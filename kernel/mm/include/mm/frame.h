/* SPDX-License-Identifier: MIT */
/* Physical memory in frames of 4 KiB: a buddy allocator over what the boot protocol says is RAM. */
#pragma once

#include <core/set.h>

#define FRAME_MAX_ORDER 10

/** 2^order frames, aligned to their size, contents undefined. 0: out of memory, after the shrinkers were
 * asked (only where sleeping is allowed). Usable with spin locks held and in interrupt context, then without
 * shrinking. */
paddr_t must_check frame_alloc(unsigned order);
/** One frame of zeroes. */
paddr_t must_check frame_alloc_zeroed(void);
void frame_free(paddr_t frame, unsigned order);

/** Hands a range of RAM to the allocator (whole frames inside of it). Boot only. */
void frame_add(paddr_t start, paddr_t end);

/** In frames. */
uint64_t frame_count_total(void);
uint64_t frame_count_free(void);

/** Somebody who holds memory that can be given back. */
struct shrinker {
    /** Frees up to about `frames` frames and returns how many it freed. May sleep; must not allocate. */
    uint64_t (*shrink)(uint64_t frames);
};
/* Register with SET_ADD(shrinker, struct shrinker, name). */
