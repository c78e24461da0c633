/* SPDX-License-Identifier: MIT */
/* Bringing up the frame allocator. */
#pragma once

#include <core/types.h>

/** First of all calls. `states` has one byte for each of the `limit` frames below the end of RAM; it stays
 * the allocator's. */
void frame_boot(uint8_t *states, uint64_t limit);
/** Brings up frames, page tables and heap from what bootinfo tells, in the order in which they need each
 * other. boot_failed when memory is too small. */
void memory_init(void);
