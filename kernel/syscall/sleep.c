/* SPDX-License-Identifier: MIT */
/* nanosleep(2), clock_nanosleep(2). */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/timespec.h>

#include "clock-id.h"

/* 0, or -EINTR for a signal that has a handler: a sleep is never restarted by the kernel. */
static int sleep_until(uint64_t deadline_ns)
{
    while (thread_sleep_until(deadline_ns, WAIT_INTERRUPTIBLE) != 0)
        if (signal_pending()) return -EINTR;
    return 0;
}

static long sleep_for(uint64_t ns, struct timespec *remaining_user)
{
    uint64_t deadline = deadline_after(ns);
    int status = sleep_until(deadline);
    if (status == 0 || remaining_user == NULL) return status;
    uint64_t now = clock_monotonic_ns();
    struct timespec remaining = ns_to_timespec(deadline > now ? deadline - now : 0);
    return copy_to_user(remaining_user, &remaining, sizeof(remaining)) != 0 ? -EFAULT : status;
}

SYSCALL(nanosleep)(const struct timespec *length_user, struct timespec *remaining)
{
    struct timespec length;
    int status = timespec_from_user(&length, length_user);
    return status != 0 ? status : sleep_for(timespec_to_ns(&length), remaining);
}

SYSCALL(clock_nanosleep)(int number, int flags, const struct timespec *time_user, struct timespec *remaining)
{
    struct clock_id clock;
    struct timespec time;
    int status = clock_id_resolve(number, &clock);
    if (status == 0) status = timespec_from_user(&time, time_user);
    if (status != 0) return status;
    /* A thread that sleeps uses no CPU time: its own clock would never get there. Sleeping by the others' is
     * not supported. */
    if (clock.kind == CLOCK_KIND_CPU) return number == CLOCK_THREAD_CPUTIME_ID ? -EINVAL : -EOPNOTSUPP;
    if (flags & TIMER_ABSTIME) return sleep_until(clock_id_deadline_ns(&clock, timespec_to_ns(&time)));
    return sleep_for(timespec_to_ns(&time), remaining);
}
