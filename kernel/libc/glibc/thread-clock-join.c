/* SPDX-License-Identifier: MIT */
#include "thread-clocks.h"

#undef CLOCK_REALTIME
#define CLOCK_REALTIME GLIBC_CLOCK_BEHIND(at)
#define __pthread_timedjoin_np clockjoin
#define __pthread_join glibc_join_unused

hidden int glibc_join_unused(pthread_t, void **);

#include "../thread/pthread_join.c"

int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *at);
GLIBC_EXPORT int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
                                      const struct timespec *at)
{
    struct glibc_deadline deadline = {*at, clock};
    return glibc_clock_is_known(clock) ? clockjoin(thread, result, &deadline.at) : EINVAL;
}
