/* SPDX-License-Identifier: MIT */
/* Reading and setting clocks. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/user.h>
#include <syscall/timespec.h>

#include "clock-id.h"

SYSCALL_UNLOCKED(clock_gettime)(int number, struct timespec *to)
{
    struct clock_id clock;
    int status = clock_id_resolve(number, &clock);
    if (status != 0) return status;
    struct timespec time = ns_to_timespec(clock_id_now_ns(&clock));
    return copy_to_user(to, &time, sizeof(time));
}

/* All clocks count nanoseconds; the coarse ones are the fine ones. */
SYSCALL_UNLOCKED(clock_getres)(int number, struct timespec *to)
{
    struct clock_id clock;
    struct timespec resolution = {0, 1};
    int status = clock_id_resolve(number, &clock);
    if (status != 0 || to == NULL) return status;
    return copy_to_user(to, &resolution, sizeof(resolution));
}

SYSCALL(clock_settime)(int number, const struct timespec *from)
{
    struct timespec time;
    if (number != CLOCK_REALTIME) return -EINVAL;
    int status = timespec_from_user(&time, from);
    if (status != 0) return status;
    clock_set_realtime_ns(timespec_to_ns(&time));
    return 0;
}

/* The kernel knows no time zone; it is UTC for whoever asks. */
SYSCALL_UNLOCKED(gettimeofday)(struct timeval *to, struct timezone *zone_user)
{
    struct timeval time = ns_to_timeval(clock_realtime_ns());
    if (to != NULL && copy_to_user(to, &time, sizeof(time)) != 0) return -EFAULT;
    return zone_user != NULL ? clear_user(zone_user, sizeof(*zone_user)) : 0;
}

SYSCALL(settimeofday)(const struct timeval *from, const struct timezone *zone)
{
    struct timeval time;
    (void)zone;
    if (from == NULL) return 0;
    if (copy_from_user(&time, from, sizeof(time)) != 0) return -EFAULT;
    if (!timeval_valid(&time)) return -EINVAL;
    clock_set_realtime_ns(timeval_to_ns(&time));
    return 0;
}

SYSCALL_UNLOCKED(time)(int64_t *to)
{
    int64_t seconds = (int64_t)(clock_realtime_ns() / NS_PER_SECOND);
    return to != NULL && copy_to_user(to, &seconds, sizeof(seconds)) != 0 ? -EFAULT : seconds;
}

/* Nothing disciplines the clock, so there is nothing to adjust: what is told is an unsynchronized clock that
 * runs as it runs. */
static long read_timex(struct timex *user)
{
    struct timex timex;
    uint32_t modes;
    if (get_user32(&modes, &user->modes) != 0) return -EFAULT;
    if (modes != 0 && modes != ADJ_OFFSET_SS_READ) return -EPERM;
    memset(&timex, 0, sizeof(timex));
    timex.modes = modes;
    timex.status = STA_UNSYNC;
    timex.maxerror = timex.esterror = 16000000; /* microseconds: the value that stands for unknown */
    timex.precision = 1;
    timex.tick = 1000000 / 100;
    timex.time = ns_to_timeval(clock_realtime_ns());
    return copy_to_user(user, &timex, sizeof(timex)) != 0 ? -EFAULT : TIME_ERROR;
}

SYSCALL(adjtimex)(struct timex *timex)
{
    return read_timex(timex);
}
SYSCALL(clock_adjtime)(int number, struct timex *timex)
{
    return number == CLOCK_REALTIME ? read_timex(timex) : -EOPNOTSUPP;
}
