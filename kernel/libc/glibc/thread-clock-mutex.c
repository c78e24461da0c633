/* SPDX-License-Identifier: MIT */
#include "thread-clocks.h"

#undef CLOCK_REALTIME
#define CLOCK_REALTIME GLIBC_CLOCK_BEHIND(at)
#define __pthread_mutex_timedlock glibc_mutex_clocklock
#define pthread_mutex_timedlock_pi glibc_mutex_clocklock_pi

hidden int glibc_mutex_clocklock(pthread_mutex_t *restrict, const struct timespec *restrict);

#include "../thread/pthread_mutex_timedlock.c"

GLIBC_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock,
                                         const struct timespec *restrict at)
{
    struct glibc_deadline deadline = {*at, clock};
    return glibc_clock_is_known(clock) ? glibc_mutex_clocklock(mutex, &deadline.at) : EINVAL;
}
