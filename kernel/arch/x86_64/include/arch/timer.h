/* SPDX-License-Identifier: MIT */
/* What time/ needs of the hardware. */
#pragma once

#include <core/types.h>

/**
 * The timer of this CPU (local APIC): counts down once from `ticks` and raises the timer interrupt. The
 * frequency is to be measured or told; arch_timer_frequency_hint gives it in Hz, 0 when nobody tells.
 */
void arch_timer_start(uint32_t ticks);
void arch_timer_stop(void);
uint64_t arch_timer_frequency_hint(void);
/** Lets it run from its highest value without an interrupt, and tells how far it came, to measure its
 * frequency. At the end it is made ready for arch_timer_start. */
void arch_timer_measure_start(void);
uint32_t arch_timer_measure_elapsed(void);
void arch_timer_measure_end(void);

/** The reference clock (the PIT's channel 2), which runs for 55 ms from each start. */
#define ARCH_REFERENCE_HZ 1193182u
void arch_reference_start(void);
/** Ticks since the start, or ARCH_REFERENCE_OVER when it has run through (or there is none). */
#define ARCH_REFERENCE_OVER UINT32_MAX
uint32_t arch_reference_elapsed(void);

/** Seconds since 1970 from the machine's clock; 0: it has none. */
uint64_t arch_wall_clock_seconds(void);
