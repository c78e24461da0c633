// SPDX-License-Identifier: MIT
/* As musl's, but for the clocks that can be read without going into the kernel, as Linux' programs read them
 * from the vDSO. Servers do it for every request. */
#include "syscall.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND 1000000000ul

/* Of <time/clock.h>. */
hidden bool clock_peek_ns(bool realtime, uint64_t *ns);

/* The coarse clocks are the fine ones, and no machine here is ever suspended. */
static bool is_monotonic(clockid_t clock)
{
    return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

int __clock_gettime(clockid_t clock, struct timespec *time)
{
    bool is_real = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    uint64_t ns;
    if ((!is_real && !is_monotonic(clock)) || !clock_peek_ns(is_real, &ns))
        return (int)syscall(SYS_clock_gettime, clock, time);
    time->tv_sec = (time_t)(ns / NS_PER_SECOND);
    time->tv_nsec = (long)(ns % NS_PER_SECOND);
    return 0;
}

weak_alias(__clock_gettime, clock_gettime);
