/* SPDX-License-Identifier: MIT */
/* /proc/self/status, stat, statm, comm and limits (proc(5)), of the process and of its threads. */
#include <abi/errno.h>
#include <abi/resource.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/area.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/resource.h>
#include <time/clock.h>

#include "procfs.h"

#define TICKS_PER_SECOND 100u /* sysconf(_SC_CLK_TCK), in which times are told */

/* What is told of a thread, taken while nobody can end it. */
struct facts {
    char name[16];
    char state;
    int nice;
    uint64_t run_time_ns;
    struct signal_sets signals;
};

static bool take_facts(int tid, struct facts *facts)
{
    spin_lock(&thread_list_lock);
    struct thread *thread = thread_find(tid);
    if (thread != NULL) {
        memcpy(facts->name, thread->name, sizeof(facts->name));
        facts->state = thread->state == THREAD_RUNNABLE   ? 'R'
                       : thread->state == THREAD_SLEEPING ? (thread->interruptible ? 'S' : 'D')
                                                          : 'X';
        facts->nice = thread->nice;
        facts->run_time_ns = thread_run_time_ns(thread);
        signal_sets(thread, &facts->signals);
    }
    spin_unlock(&thread_list_lock);
    return thread != NULL;
}

static uint64_t ticks(uint64_t ns)
{
    return ns / (NS_PER_SECOND / TICKS_PER_SECOND);
}

void proc_show_comm(struct proc_text *text)
{
    struct facts facts;
    if (take_facts(text->tid, &facts)) proc_print(text, "%s\n", facts.name);
}

ssize64_t proc_store_comm(const char *bytes, size_t length, int tid)
{
    char name[16] = {0};
    size_t kept = length != 0 && bytes[length - 1] == '\n' ? length - 1 : length;
    memcpy(name, bytes, MIN(kept, sizeof(name) - 1));
    spin_lock(&thread_list_lock);
    struct thread *thread = thread_find(tid);
    if (thread != NULL) memcpy(thread->name, name, sizeof(name));
    spin_unlock(&thread_list_lock);
    return thread != NULL ? (ssize64_t)length : -ESRCH;
}

static const char *state_name(char state)
{
    switch (state) {
    case 'R': return "running";
    case 'S': return "sleeping";
    case 'D': return "disk sleep";
    default: return "dead";
    }
}

void proc_show_status(struct proc_text *text)
{
    struct facts facts;
    uint64_t mapped, resident;
    if (!take_facts(text->tid, &facts)) return;
    area_counts(&mapped, &resident);
    proc_print(text, "Name:\t%s\nState:\t%c (%s)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t1\nTracerPid:\t0\n",
               facts.name, facts.state, state_name(facts.state), PROCESS_ID, text->tid);
    proc_print(text, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t%u\nGroups:\t \n",
               descriptor_table_size());
    proc_print(text, "VmSize:\t%8lu kB\nVmLck:\t%8u kB\nVmRSS:\t%8lu kB\nVmSwap:\t%8u kB\n", mapped * 4, 0,
               resident * 4, 0);
    proc_print(text, "Threads:\t%u\n", thread_user_count());
    proc_print(text, "SigPnd:\t%016lx\nShdPnd:\t%016lx\nSigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
               facts.signals.thread_pending, facts.signals.process_pending, facts.signals.blocked,
               facts.signals.ignored, facts.signals.caught);
    /* Root's: all 41 that Linux 6.1 has. */
    proc_print(text, "CapInh:\t%016lx\nCapPrm:\t%016lx\nCapEff:\t%016lx\nCapBnd:\t%016lx\nCapAmb:\t%016lx\n",
               0ul, 0x1fffffffffful, 0x1fffffffffful, 0x1fffffffffful, 0ul);
    proc_print(text, "NoNewPrivs:\t0\nSeccomp:\t0\nCpus_allowed:\t1\nCpus_allowed_list:\t0\nMems_allowed:"
                     "\t1\nMems_allowed_list:\t0\n");
}

void proc_show_stat(struct proc_text *text)
{
    struct facts facts;
    uint64_t mapped, resident;
    if (!take_facts(text->tid, &facts)) return;
    area_counts(&mapped, &resident);
    proc_print(text, "%d (%s) %c 1 %d %d 0 -1 0 0 0 0 0 ", text->tid, facts.name, facts.state, PROCESS_ID,
               PROCESS_ID);
    /* utime, stime (not told apart), those of children, priority, nice, threads, itrealvalue, starttime: it
     * started at boot */
    proc_print(text, "%lu 0 0 0 %d %d %u 0 0 ", ticks(facts.run_time_ns), 20 + facts.nice, facts.nice,
               thread_user_count());
    /* vsize, rss, rsslim, startcode, endcode, startstack, esp, eip, then signals, wchan, nswap, cnswap */
    proc_print(text, "%lu %lu %lu 0 0 %lu 0 0 %lu %lu %lu %lu 0 0 0 ", mapped << PAGE_SHIFT, resident,
               RLIM_INFINITY, process.arguments_start, facts.signals.thread_pending & INT32_MAX,
               facts.signals.blocked & INT32_MAX, facts.signals.ignored & INT32_MAX,
               facts.signals.caught & INT32_MAX);
    /* exit_signal (SIGCHLD), processor, rt_priority, policy, delays, guest times, data and brk, arguments and
     * environment, exit code */
    proc_print(text, "17 0 0 0 0 0 0 0 0 0 %lu %lu %lu %lu 0\n", process.arguments_start,
               process.arguments_end, process.environment_start, process.environment_end);
}

void proc_show_statm(struct proc_text *text)
{
    uint64_t mapped, resident;
    area_counts(&mapped, &resident);
    proc_print(text, "%lu %lu 0 0 0 %lu 0\n", mapped, resident, mapped);
}

void proc_show_limits(struct proc_text *text)
{
    static const struct {
        const char *name, *unit;
    } rows[RLIMIT_COUNT] = {
        [RLIMIT_CPU] = {"Max cpu time", "seconds"},
        [RLIMIT_FSIZE] = {"Max file size", "bytes"},
        [RLIMIT_DATA] = {"Max data size", "bytes"},
        [RLIMIT_STACK] = {"Max stack size", "bytes"},
        [RLIMIT_CORE] = {"Max core file size", "bytes"},
        [RLIMIT_RSS] = {"Max resident set", "bytes"},
        [RLIMIT_NPROC] = {"Max processes", "processes"},
        [RLIMIT_NOFILE] = {"Max open files", "files"},
        [RLIMIT_MEMLOCK] = {"Max locked memory", "bytes"},
        [RLIMIT_AS] = {"Max address space", "bytes"},
        [RLIMIT_LOCKS] = {"Max file locks", "locks"},
        [RLIMIT_SIGPENDING] = {"Max pending signals", "signals"},
        [RLIMIT_MSGQUEUE] = {"Max msgqueue size", "bytes"},
        [RLIMIT_NICE] = {"Max nice priority", ""},
        [RLIMIT_RTPRIO] = {"Max realtime priority", ""},
        [RLIMIT_RTTIME] = {"Max realtime timeout", "us"},
    };
    proc_print(text, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
    for (unsigned i = 0; i < RLIMIT_COUNT; i++) {
        struct rlimit limit = resource_limits(i);
        proc_print(text, "%-25s ", rows[i].name);
        for (unsigned which = 0; which < 2; which++) {
            uint64_t value = which == 0 ? limit.rlim_cur : limit.rlim_max;
            if (value == RLIM_INFINITY)
                proc_print(text, "%-20s ", "unlimited");
            else
                proc_print(text, "%-20lu ", value);
        }
        proc_print(text, "%-10s\n", rows[i].unit);
    }
}
