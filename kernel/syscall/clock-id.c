/* SPDX-License-Identifier: MIT */
#include "clock-id.h"

#include <abi/errno.h>
#include <exec/process.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/timespec.h>

/* Clocks that programs make up for a process or thread: see abi/time.h. */
static int resolve_dynamic(int number, struct clock_id *clock)
{
    int tid = ~(number >> 3);
    uint64_t ns;
    if ((number & CLOCK_ID_KIND) == CLOCK_ID_KIND_DESCRIPTOR) return -EINVAL;
    clock->kind = CLOCK_KIND_CPU;
    if (number & CLOCK_ID_PER_THREAD)
        clock->tid = tid != 0 ? tid : thread_current()->tid;
    else if (tid == 0 || tid == PROCESS_ID)
        clock->tid = 0;
    else
        return -EINVAL;
    return signal_run_time_ns(clock->tid, &ns) ? 0 : -EINVAL;
}

int clock_id_resolve(int number, struct clock_id *clock)
{
    clock->tid = 0;
    switch (number) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI: /* the difference is zero until somebody sets it, which nobody can */
        clock->kind = CLOCK_KIND_REAL;
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME: /* the machine does not sleep */
    case CLOCK_BOOTTIME_ALARM: clock->kind = CLOCK_KIND_MONOTONIC; return 0;
    case CLOCK_PROCESS_CPUTIME_ID: clock->kind = CLOCK_KIND_CPU; return 0;
    case CLOCK_THREAD_CPUTIME_ID:
        clock->kind = CLOCK_KIND_CPU;
        clock->tid = thread_current()->tid;
        return 0;
    default: return number < 0 ? resolve_dynamic(number, clock) : -EINVAL;
    }
}

uint64_t clock_id_now_ns(const struct clock_id *clock)
{
    uint64_t ns = 0;
    switch (clock->kind) {
    case CLOCK_KIND_REAL: return clock_realtime_ns();
    case CLOCK_KIND_MONOTONIC: return clock_monotonic_ns();
    default: signal_run_time_ns(clock->tid, &ns); return ns;
    }
}

uint64_t clock_id_deadline_ns(const struct clock_id *clock, uint64_t ns)
{
    if (clock->kind == CLOCK_KIND_MONOTONIC || ns == WAIT_FOREVER) return ns;
    uint64_t now = clock_id_now_ns(clock);
    return deadline_after(ns > now ? ns - now : 0);
}
