/* SPDX-License-Identifier: MIT */
#include "thread-clocks.h"

/* Here the source does not name the clock but reads it from the condition variable. */
#undef _c_clock
#define _c_clock __u.__i[4] * 0 + GLIBC_CLOCK_BEHIND(ts)
#define __private_cond_signal glibc_cond_signal_unused
#define __pthread_cond_timedwait glibc_cond_clockwait

/* It ends with what wakes waiters, of which the one of libc is used. */
hidden int glibc_cond_signal_unused(pthread_cond_t *, int);
hidden int glibc_cond_clockwait(pthread_cond_t *restrict, pthread_mutex_t *restrict,
                                const struct timespec *restrict);

#include "../thread/pthread_cond_timedwait.c"

GLIBC_EXPORT int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                                        clockid_t clock, const struct timespec *restrict at)
{
    struct glibc_deadline deadline = {*at, clock};
    return glibc_clock_is_known(clock) ? glibc_cond_clockwait(condition, mutex, &deadline.at) : EINVAL;
}
