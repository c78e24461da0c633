/* SPDX-License-Identifier: MIT */
/* Which threads are quick: those that usually run for less than it costs to wake another CPU. */
#pragma once

#include <core/types.h>

#define QUICK_MAX 16u
#define QUICK_ENOUGH 4u

/** How quick a thread is that now sleeps: `quick` as before, after a short run or a longer one. An odd long
 * run, as when the host stopped this CPU, does not undo what many have shown. */
static inline uint8_t quick_after(uint8_t quick, bool was_short)
{
    return (uint8_t)(was_short ? MIN(quick + QUICK_ENOUGH, QUICK_MAX) : quick / 2u);
}

/** Learns what a short run is. When the clock is measured, and before there are other CPUs. */
void schedule_init(void);
