/* SPDX-License-Identifier: MIT */
/* The scheduler, as boot, traps and time see it. */
#pragma once

#include <core/types.h>

/** The calling context becomes this CPU's idle thread. First of all calls. */
void sched_init(void);
/** Runs other threads for ever; the idle thread's life. */
_Noreturn void sched_idle(void);
/** Lets another thread run if one is due and this one may be preempted. Called on the way out of interrupts.
 */
void sched_preempt(void);
/** The timer interrupt says that the running thread's time slice may be over. */
void sched_tick(uint64_t now_ns);
/** The time at which sched_tick is wanted, or UINT64_MAX: nobody else wants to run. */
uint64_t sched_next_tick(void);
/** First thing in the context of a thread that was switched in. */
void sched_finish_switch(void);
/** How long this CPU idled up to when the calling thread was switched in, in counts of the time stamp
 * counter. */
uint64_t sched_idle_counts(void);
