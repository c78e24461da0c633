/* SPDX-License-Identifier: MIT */
/* What the program has used: CPU time and memory. */
#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/syscall.h>
#include <abi/system.h>
#include <mm/area.h>
#include <mm/frame.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/timespec.h>

#include "cpu-time.h"

bool cpu_time_thread_ns(int tid, uint64_t *ns)
{
    spin_lock(&thread_list_lock);
    struct thread *thread = tid == 0 ? thread_current() : thread_find(tid);
    if (thread != NULL)
        *ns = thread_run_time_ns(thread);
    spin_unlock(&thread_list_lock);
    return thread != NULL;
}

SYSCALL(getrusage)(int who, struct rusage *usage_user)
{
    struct rusage usage = {0};
    uint64_t mapped, resident, ns;
    switch (who) {
    case RUSAGE_CHILDREN:
        return copy_to_user(usage_user, &usage, sizeof(usage));
    case RUSAGE_SELF:
        ns = signal_process_run_time_ns();
        break;
    case RUSAGE_THREAD:
        cpu_time_thread_ns(0, &ns);
        break;
    default:
        return -EINVAL;
    }
    area_counts(&mapped, &resident);
    usage.ru_utime = ns_to_timeval(ns);
    /* What is present now, for want of the highest it ever was. */
    usage.ru_maxrss = (int64_t)(resident * (PAGE_SIZE / 1024));
    return copy_to_user(usage_user, &usage, sizeof(usage));
}

SYSCALL(times)(struct tms *times_user)
{
    struct tms times = {.tms_utime = (int64_t)(signal_process_run_time_ns() / (NS_PER_SECOND / USER_HZ))};
    if (times_user != NULL && copy_to_user(times_user, &times, sizeof(times)) != 0)
        return -EFAULT;
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
