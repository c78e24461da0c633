/* SPDX-License-Identifier: MIT */
/* Files of /proc that tell of the machine (proc(5)). */
#include <arch/cpu-info.h>
#include <arch/cpu.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/frame.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <syscall/uname.h>
#include <time/clock.h>

#include "procfs.h"

#define TICKS_PER_SECOND 100u

SET_DECLARE(filesystem, struct filesystem);

void proc_show_cpuinfo(struct proc_text *text)
{
    char info[1024];
    for (unsigned i = 0; i < sched_cpu_count(); i++) {
        size_t length = arch_cpu_info(i, info, sizeof(info));
        proc_append(text, info, MIN(length, sizeof(info) - 1));
    }
}

void proc_show_meminfo(struct proc_text *text)
{
    uint64_t reclaimable, cached, total = frame_count_total(), free = frame_count_free();
    cache_counts(&reclaimable, &cached);
    const struct {
        const char *name;
        uint64_t frames;
    } rows[] = {
        {"MemTotal", total},
        {"MemFree", free},
        {"MemAvailable", free + reclaimable},
        {"Buffers", 0},
        {"Cached", cached},
        {"SwapCached", 0},
        {"SwapTotal", 0},
        {"SwapFree", 0},
        {"Dirty", 0},
        {"Shmem", cached - reclaimable},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++)
        proc_print(text, "%s:%*s%8lu kB\n", rows[i].name, (int)(16 - strlen(rows[i].name)) - 1, "",
                   rows[i].frames * 4);
}

void proc_show_filesystems(struct proc_text *text)
{
    SET_FOREACH(filesystem, struct filesystem, type)
    proc_print(text, "%s\t%s\n", (*type)->needs_device ? "" : "nodev", (*type)->name);
}

/* In hundredths of a second. */
static uint64_t idle_ticks_of(unsigned cpu)
{
    return thread_run_time_ns(sched_cpu(cpu)->idle) / (NS_PER_SECOND / TICKS_PER_SECOND);
}
static uint64_t idle_ticks(void)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < sched_cpu_count(); i++) all += idle_ticks_of(i);
    return all;
}
static uint64_t uptime_ticks(void)
{
    return clock_monotonic_ns() / (NS_PER_SECOND / TICKS_PER_SECOND);
}

/* Time in the kernel is not told from the program's. */
static void show_times(struct proc_text *text, const char *name, uint64_t idle, uint64_t all)
{
    proc_print(text, "cpu%s %lu 0 0 %lu 0 0 0 0 0 0\n", name, all > idle ? all - idle : 0, idle);
}

void proc_show_machine_stat(struct proc_text *text)
{
    uint64_t uptime = uptime_ticks();
    show_times(text, " ", idle_ticks(), uptime * sched_cpu_count());
    for (unsigned i = 0; i < sched_cpu_count(); i++) {
        char number[4];
        format_text(number, sizeof(number), "%u", i);
        show_times(text, number, idle_ticks_of(i), uptime);
    }
    proc_print(text, "ctxt 0\nbtime %lu\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n",
               (clock_realtime_ns() - clock_monotonic_ns()) / NS_PER_SECOND);
}

void proc_show_version(struct proc_text *text)
{
    proc_print(text, UTS_SYSNAME " version " UTS_RELEASE " (thimble) #1 Thimble %s\n", kernel_version);
}

void proc_show_uptime(struct proc_text *text)
{
    uint64_t idle = idle_ticks(), uptime = uptime_ticks();
    proc_print(text, "%lu.%02lu %lu.%02lu\n", uptime / TICKS_PER_SECOND, uptime % TICKS_PER_SECOND,
               idle / TICKS_PER_SECOND, idle % TICKS_PER_SECOND);
}

/* The load is not averaged; what is known is how many threads there are. */
void proc_show_loadavg(struct proc_text *text)
{
    proc_print(text, "0.00 0.00 0.00 1/%u %d\n", thread_user_count(), PROCESS_ID);
}
