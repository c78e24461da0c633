/* SPDX-License-Identifier: MIT */
/* Time. Nanoseconds in 64 bits everywhere: 584 years. */
#pragma once

#include <core/demand.h>
#include <core/list.h>

#define NS_PER_SECOND 1000000000ul
#define NS_PER_MS 1000000ul
#define NS_PER_US 1000ul

/** Time since boot; never goes backwards. Usable everywhere once the stage `clock` is done. */
uint64_t clock_monotonic_ns(void);
/** Time since 1970-01-01 UTC. The first call may read the hardware clock. */
uint64_t clock_realtime_ns(void);
/** The one or the other, where it takes neither a lock nor a measurement; false: ask the function above. For
 * the C library, which runs on the program's stack and so must not hold a lock. */
bool clock_peek_ns(bool realtime, uint64_t *ns);
/** The same for times of files, which are 0 where nobody can see them. */
DECLARE_DO(file_times, clock_realtime_ns);
/** clock_settime(CLOCK_REALTIME). */
void clock_set_realtime_ns(uint64_t now_ns);

/** Calls `fire` once, in interrupt context, at or shortly after `deadline_ns`. The owner keeps the structure
 * alive until it fired or timer_stop returned. */
struct timer {
    struct list_node node;
    uint64_t deadline_ns;
    void (*fire)(struct timer *timer);
    bool armed; /* under the timer lock */
};

void timer_start(struct timer *timer, uint64_t deadline_ns, void (*fire)(struct timer *timer));
/** True when it was stopped before it fired. `fire` is not running any more when this returns. */
bool timer_stop(struct timer *timer);
