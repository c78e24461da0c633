/* SPDX-License-Identifier: MIT */
/* The interrupt that comes when something is due; there is no periodic tick. */
#pragma once

#include <core/types.h>

/** Makes sure that the timer interrupt comes at `deadline_ns` or before. Any context. */
void tick_program(uint64_t deadline_ns);
/** The timer interrupt: fires what is due and programs the next one. Interrupts off. */
void tick_interrupt(void);
/** Begins to measure the CPU's counters against a clock of known frequency, if nobody tells their
 * frequencies. At boot. */
void clock_init(void);
/** A length of time in ticks of the CPU's timer. */
uint64_t clock_timer_ticks(uint64_t ns);
/** A length of time in counts of the CPU's time stamp counter, in ns. */
uint64_t clock_timestamp_ns(uint64_t counts);
