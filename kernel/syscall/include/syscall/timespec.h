/* SPDX-License-Identifier: MIT */
/* Times of the ABI to nanoseconds and back. What does not fit into 64 bits (584 years) is for ever. */
#pragma once

#include <abi/errno.h>
#include <abi/time.h>
#include <mm/user.h>
#include <sched/wait.h>
#include <time/clock.h>

static inline bool timespec_valid(const struct timespec *time)
{
    return time->tv_sec >= 0 && (uint64_t)time->tv_nsec < NS_PER_SECOND;
}

static inline bool timeval_valid(const struct timeval *time)
{
    return time->tv_sec >= 0 && (uint64_t)time->tv_usec < NS_PER_SECOND / NS_PER_US;
}

static inline uint64_t seconds_to_ns(int64_t seconds, uint64_t ns)
{
    if ((uint64_t)seconds >= WAIT_FOREVER / NS_PER_SECOND) return WAIT_FOREVER;
    return (uint64_t)seconds * NS_PER_SECOND + ns;
}

static inline uint64_t timespec_to_ns(const struct timespec *time)
{
    return seconds_to_ns(time->tv_sec, (uint64_t)time->tv_nsec);
}

static inline uint64_t timeval_to_ns(const struct timeval *time)
{
    return seconds_to_ns(time->tv_sec, (uint64_t)time->tv_usec * NS_PER_US);
}

static inline struct timespec ns_to_timespec(uint64_t ns)
{
    return (struct timespec){(int64_t)(ns / NS_PER_SECOND), (int64_t)(ns % NS_PER_SECOND)};
}

static inline struct timeval ns_to_timeval(uint64_t ns)
{
    return (struct timeval){(int64_t)(ns / NS_PER_SECOND), (int64_t)(ns % NS_PER_SECOND / NS_PER_US)};
}

/** The clock_monotonic_ns time that is `ns` from now; WAIT_FOREVER when there is no such time; 0, which is
 * long past, for 0: who polls need not wait at all. */
static inline uint64_t deadline_after(uint64_t ns)
{
    if (ns == 0) return 0;
    uint64_t now = clock_monotonic_ns();
    return ns < WAIT_FOREVER - now ? now + ns : WAIT_FOREVER;
}

/** Reads a time that the program gives. 0, -EFAULT or -EINVAL. */
static inline int timespec_from_user(struct timespec *time, const struct timespec *user)
{
    if (copy_from_user(time, user, sizeof(*time)) != 0) return -EFAULT;
    return timespec_valid(time) ? 0 : -EINVAL;
}

/** Reads for how long the program waits: *deadline_ns is when that ends, WAIT_FOREVER if `user` is NULL. 0,
 * -EFAULT or -EINVAL. */
static inline int deadline_from_user(const struct timespec *user, uint64_t *deadline_ns)
{
    struct timespec length;
    *deadline_ns = WAIT_FOREVER;
    if (user == NULL) return 0;
    int status = timespec_from_user(&length, user);
    if (status == 0) *deadline_ns = deadline_after(timespec_to_ns(&length));
    return status;
}
