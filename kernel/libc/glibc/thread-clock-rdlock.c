/* SPDX-License-Identifier: MIT */
#include "thread-clocks.h"

#undef CLOCK_REALTIME
#define CLOCK_REALTIME GLIBC_CLOCK_BEHIND(at)
#define __pthread_rwlock_timedrdlock glibc_rwlock_clockrdlock

hidden int glibc_rwlock_clockrdlock(pthread_rwlock_t *restrict, const struct timespec *restrict);

#include "../thread/pthread_rwlock_timedrdlock.c"

GLIBC_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                            const struct timespec *restrict at)
{
    struct glibc_deadline deadline = {*at, clock};
    return glibc_clock_is_known(clock) ? glibc_rwlock_clockrdlock(lock, &deadline.at) : EINVAL;
}
