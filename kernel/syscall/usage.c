/* SPDX-License-Identifier: MIT */
/* What the program has used: CPU time and memory. The kernel does not tell the program's own time from what
 * it does on its behalf: all counts as the program's. */
#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/syscall.h>
#include <abi/system.h>
#include <core/string.h>
#include <mm/area.h>
#include <mm/frame.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/timespec.h>

SYSCALL(getrusage)(int who, struct rusage *usage_user)
{
    struct rusage usage = {0};
    uint64_t mapped, resident, ns;
    switch (who) {
    case RUSAGE_CHILDREN: return copy_to_user(usage_user, &usage, sizeof(usage));
    case RUSAGE_SELF: signal_run_time_ns(0, &ns); break;
    case RUSAGE_THREAD: ns = thread_run_time_ns(thread_current()); break;
    default: return -EINVAL;
    }
    area_counts(&mapped, &resident);
    usage.ru_utime = ns_to_timeval(ns);
    /* What is present now, for want of the highest it ever was. */
    usage.ru_maxrss = (int64_t)(resident * (PAGE_SIZE / 1024));
    return copy_to_user(usage_user, &usage, sizeof(usage));
}

SYSCALL(times)(struct tms *times_user)
{
    uint64_t ns;
    signal_run_time_ns(0, &ns);
    struct tms times = {.tms_utime = (int64_t)(ns / (NS_PER_SECOND / USER_HZ))};
    if (times_user != NULL && copy_to_user(times_user, &times, sizeof(times)) != 0) return -EFAULT;
    return (long)(clock_monotonic_ns() / (NS_PER_SECOND / USER_HZ));
}

SYSCALL(sysinfo)(struct sysinfo *to)
{
    struct sysinfo info = {
        .uptime = (int64_t)(clock_monotonic_ns() / NS_PER_SECOND),
        .totalram = frame_count_total() * PAGE_SIZE,
        .freeram = frame_count_free() * PAGE_SIZE,
        .procs = (uint16_t)MIN(thread_user_count(), UINT16_MAX),
        .mem_unit = 1,
    };
    return copy_to_user(to, &info, sizeof(info));
}
