/* SPDX-License-Identifier: MIT */
#include "thread-clocks.h"

#undef CLOCK_REALTIME
#define CLOCK_REALTIME GLIBC_CLOCK_BEHIND(at)
#define __pthread_rwlock_timedwrlock glibc_rwlock_clockwrlock

hidden int glibc_rwlock_clockwrlock(pthread_rwlock_t *restrict, const struct timespec *restrict);

#include "../thread/pthread_rwlock_timedwrlock.c"

GLIBC_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                            const struct timespec *restrict at)
{
    struct glibc_deadline deadline = {*at, clock};
    return glibc_clock_is_known(clock) ? glibc_rwlock_clockwrlock(lock, &deadline.at) : EINVAL;
}
