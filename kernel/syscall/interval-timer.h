/* SPDX-License-Identifier: MIT */
/* A timer on any clock that may repeat: what setitimer, timer_create and timerfd_create have in common. */
#pragma once

#include <sched/lock.h>
#include <time/clock.h>

#include "clock-id.h"

struct interval_timer {
    struct timer timer;
    struct clock_id clock;
    struct spinlock lock; /* interrupts off; expires_ns and interval_ns */
    uint64_t expires_ns;  /* by the clock; 0: not armed */
    uint64_t interval_ns; /* 0: once */
    /** Called in interrupt context when it expired, `count` times since the last call, with `lock` held. */
    void (*expire)(struct interval_timer *timer, uint64_t count);
};

/** What is left until the next expiry, and the interval, in ns; 0 0: not armed. */
struct interval_setting {
    uint64_t value_ns, interval_ns;
};

void interval_timer_init(struct interval_timer *timer, const struct clock_id *clock,
                         void (*expire)(struct interval_timer *timer, uint64_t count));
/** Disarms it: `expire` does not run any more for what was set before, which *old (may be NULL) gets. The
 * caller keeps other calls of it and of interval_timer_start away. */
void interval_timer_stop(struct interval_timer *timer, struct interval_setting *old);
/** Sets it, disarmed as it is, `value_ns` from now or, if `absolute`, at that time of its clock; 0 leaves it
 * disarmed. */
void interval_timer_start(struct interval_timer *timer, const struct interval_setting *setting,
                          bool absolute);
void interval_timer_get(struct interval_timer *timer, struct interval_setting *setting);

/** From and to an itimerspec of the program: 0, -EFAULT or, for times that there are not, -EINVAL. */
int interval_setting_from_user(struct interval_setting *setting, const struct itimerspec *user);
int interval_setting_to_user(struct itimerspec *user, const struct interval_setting *setting);
