/* SPDX-License-Identifier: MIT */
#include <semaphore.h>

#include "thread-clocks.h"

#undef CLOCK_REALTIME
#define CLOCK_REALTIME GLIBC_CLOCK_BEHIND(at)
#define sem_timedwait glibc_sem_clockwait

hidden int glibc_sem_clockwait(sem_t *restrict, const struct timespec *restrict);

#include "../thread/sem_timedwait.c"

GLIBC_EXPORT int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict at)
{
    struct glibc_deadline deadline = {*at, clock};
    if (glibc_clock_is_known(clock)) return glibc_sem_clockwait(semaphore, &deadline.at);
    errno = EINVAL;
    return -1;
}
