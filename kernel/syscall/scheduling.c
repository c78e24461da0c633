/* SPDX-License-Identifier: MIT */
/* Scheduling as programs may ask about it: one policy, round robin among equals. */
#include <abi/errno.h>
#include <abi/sched.h>
#include <abi/syscall.h>
#include <arch/thread.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/user.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <syscall/timespec.h>

#define NICE_MIN (-20)
#define NICE_MAX 19
#define SLICE_NS (4 * NS_PER_MS)

SYSCALL_UNLOCKED(sched_yield)(void)
{
    thread_yield();
    return 0;
}

/* With thread_list_lock, which keeps the thread. 0: the caller. */
static struct thread *find_thread(int tid)
{
    return tid == 0 ? thread_current() : thread_find(tid);
}

static bool thread_exists(int tid)
{
    spin_lock(&thread_list_lock);
    bool exists = find_thread(tid) != NULL;
    spin_unlock(&thread_list_lock);
    return exists;
}

SYSCALL(sched_getaffinity)(int tid, size_t size, uint64_t *mask)
{
    uint64_t cpus = 0;
    if (size < sizeof(cpus) || size % sizeof(cpus) != 0) return -EINVAL;
    spin_lock(&thread_list_lock);
    const struct thread *thread = find_thread(tid);
    if (thread != NULL) cpus = sched_affinity(thread);
    spin_unlock(&thread_list_lock);
    if (cpus == 0) return -ESRCH;
    return copy_to_user(mask, &cpus, sizeof(cpus)) != 0 ? -EFAULT : (long)sizeof(cpus);
}

SYSCALL(sched_setaffinity)(int tid, size_t size, const uint64_t *mask)
{
    uint64_t cpus = 0;
    if (copy_from_user(&cpus, mask, MIN(size, sizeof(cpus))) != 0) return -EFAULT;
    cpus &= UINT64_MAX >> (64 - sched_cpu_count());
    spin_lock(&thread_list_lock);
    struct thread *thread = find_thread(tid);
    if (thread != NULL && cpus != 0) thread_set_affinity(thread, cpus);
    spin_unlock(&thread_list_lock);
    return thread == NULL ? -ESRCH : cpus == 0 ? -EINVAL : 0;
}

SYSCALL_UNLOCKED(getcpu)(uint32_t *cpu, uint32_t *node)
{
    if (cpu != NULL && put_user32(arch_cpu()->id, cpu) != 0) return -EFAULT;
    return node != NULL ? put_user32(0, node) : 0;
}

SYSCALL(sched_getscheduler)(int tid)
{
    return tid < 0 ? -EINVAL : thread_exists(tid) ? SCHED_OTHER : -ESRCH;
}

SYSCALL(sched_getparam)(int tid, int32_t *priority)
{
    if (tid < 0 || priority == NULL) return -EINVAL;
    return thread_exists(tid) ? put_user32(0, (uint32_t *)priority) : -ESRCH;
}

/* There are no real-time policies to change to. */
static long set_policy(int tid, int policy, const int32_t *priority_user)
{
    uint32_t priority;
    if (tid < 0 || priority_user == NULL) return -EINVAL;
    if (get_user32(&priority, (const uint32_t *)priority_user) != 0) return -EFAULT;
    if (!thread_exists(tid)) return -ESRCH;
    switch (policy & ~SCHED_RESET_ON_FORK) {
    case SCHED_OTHER:
    case SCHED_BATCH:
    case SCHED_IDLE: return priority == 0 ? 0 : -EINVAL;
    case SCHED_FIFO:
    case SCHED_RR: return priority >= 1 && priority <= 99 ? -EPERM : -EINVAL;
    default: return -EINVAL;
    }
}

SYSCALL(sched_setscheduler)(int tid, int policy, const int32_t *priority)
{
    return set_policy(tid, policy, priority);
}
SYSCALL(sched_setparam)(int tid, const int32_t *priority)
{
    return set_policy(tid, SCHED_OTHER, priority);
}

/* 99 to 1 for the real-time policies, 0 for the others (sched(7)). */
static long priority_bound(int policy, long real_time)
{
    switch (policy) {
    case SCHED_FIFO:
    case SCHED_RR: return real_time;
    case SCHED_OTHER:
    case SCHED_BATCH:
    case SCHED_IDLE: return 0;
    default: return -EINVAL;
    }
}

SYSCALL_UNLOCKED(sched_get_priority_max)(int policy)
{
    return priority_bound(policy, 99);
}
SYSCALL_UNLOCKED(sched_get_priority_min)(int policy)
{
    return priority_bound(policy, 1);
}

SYSCALL(sched_rr_get_interval)(int tid, struct timespec *interval)
{
    struct timespec slice = ns_to_timespec(SLICE_NS);
    if (tid < 0) return -EINVAL;
    return thread_exists(tid) ? copy_to_user(interval, &slice, sizeof(slice)) : -ESRCH;
}

/* The nice value is kept and told, though threads are equal: programs check that what they set is there. */
SYSCALL(setpriority)(int which, int who, int nice)
{
    if (which < PRIO_PROCESS || which > PRIO_USER) return -EINVAL;
    nice = MAX(NICE_MIN, MIN(nice, NICE_MAX));
    bool one = which == PRIO_PROCESS, found = false;
    int tid = who == 0 ? thread_current()->tid : who;
    if (!one && who != 0 && !(which == PRIO_PGRP && who == PROCESS_ID)) return -ESRCH;
    spin_lock(&thread_list_lock);
    LIST_FOREACH(&thread_list, node)
    {
        struct thread *thread = list_entry(node, struct thread, all_node);
        if (one && thread->tid != tid) continue;
        thread->nice = nice;
        found = true;
    }
    spin_unlock(&thread_list_lock);
    return found ? 0 : -ESRCH;
}

/* 20 less than the nice value: a negative one could not be told from an error (getpriority(2)). */
SYSCALL(getpriority)(int which, int who)
{
    if (which < PRIO_PROCESS || which > PRIO_USER) return -EINVAL;
    bool one = which == PRIO_PROCESS;
    if (!one && who != 0 && !(which == PRIO_PGRP && who == PROCESS_ID)) return -ESRCH;
    int tid = one && who != 0 ? who : thread_current()->tid;
    spin_lock(&thread_list_lock);
    const struct thread *thread = thread_find(tid);
    long result = thread != NULL ? 20 - thread->nice : -ESRCH;
    spin_unlock(&thread_list_lock);
    return result;
}
