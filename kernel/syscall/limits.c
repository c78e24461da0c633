/* SPDX-License-Identifier: MIT */
/* Resource limits. Kept here; kept to by the components that own the resources,
 * which ask resource_limit(). */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <exec/process.h>
#include <mm/user.h>
#include <sched/lock.h>
#include <syscall/resource.h>
#include <vfs/vfs.h>

#define STACK_DEFAULT (8ul << 20)
#define MEMLOCK_DEFAULT (8ul << 20)
#define NICE_DEFAULT 40
#define MSGQUEUE_DEFAULT 819200
#define SIGPENDING_DEFAULT 1024

/* Under limits_lock; a soft limit alone may be read without it. */
static struct rlimit limits[RLIMIT_COUNT] = {
    [RLIMIT_CPU] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_FSIZE] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_DATA] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_STACK] = {STACK_DEFAULT, RLIM_INFINITY},
    [RLIMIT_CORE] = {0, RLIM_INFINITY},
    [RLIMIT_RSS] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_NPROC] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_NOFILE] = {1024, DESCRIPTOR_LIMIT_MAX},
    [RLIMIT_MEMLOCK] = {MEMLOCK_DEFAULT, MEMLOCK_DEFAULT},
    [RLIMIT_AS] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_LOCKS] = {RLIM_INFINITY, RLIM_INFINITY},
    [RLIMIT_SIGPENDING] = {SIGPENDING_DEFAULT, SIGPENDING_DEFAULT},
    [RLIMIT_MSGQUEUE] = {MSGQUEUE_DEFAULT, MSGQUEUE_DEFAULT},
    [RLIMIT_NICE] = {NICE_DEFAULT, NICE_DEFAULT},
    [RLIMIT_RTPRIO] = {0, 0},
    [RLIMIT_RTTIME] = {RLIM_INFINITY, RLIM_INFINITY},
};
static struct mutex limits_lock = MUTEX_INIT(limits_lock);

uint64_t resource_limit(unsigned resource)
{
    return __atomic_load_n(&limits[resource].rlim_cur, __ATOMIC_RELAXED);
}

struct rlimit resource_limits(unsigned resource)
{
    mutex_lock(&limits_lock);
    struct rlimit limit = limits[resource];
    mutex_unlock(&limits_lock);
    return limit;
}

/* The caller is root, and may raise hard limits; not that of descriptors, which is the table's. */
static int set_limit(unsigned resource, const struct rlimit *limit)
{
    if (limit->rlim_cur > limit->rlim_max) return -EINVAL;
    if (resource == RLIMIT_NOFILE && limit->rlim_max > DESCRIPTOR_LIMIT_MAX) return -EPERM;
    mutex_lock(&limits_lock);
    limits[resource].rlim_max = limit->rlim_max;
    __atomic_store_n(&limits[resource].rlim_cur, limit->rlim_cur, __ATOMIC_RELAXED);
    if (resource == RLIMIT_NOFILE)
        __atomic_store_n(&descriptor_limit, (uint32_t)limit->rlim_cur, __ATOMIC_RELAXED);
    mutex_unlock(&limits_lock);
    return 0;
}

SYSCALL(prlimit64)(int pid, unsigned resource, const struct rlimit *new_user, struct rlimit *old_user)
{
    if (resource >= RLIMIT_COUNT) return -EINVAL;
    if (pid != 0 && pid != PROCESS_ID) return -ESRCH;
    struct rlimit new, old = resource_limits(resource);
    if (new_user != NULL) {
        if (copy_from_user(&new, new_user, sizeof(new)) != 0) return -EFAULT;
        int status = set_limit(resource, &new);
        if (status != 0) return status;
    }
    return old_user != NULL ? copy_to_user(old_user, &old, sizeof(old)) : 0;
}

SYSCALL(getrlimit)(unsigned resource, struct rlimit *limit)
{
    return sys_prlimit64(0, resource, NULL, limit);
}

SYSCALL(setrlimit)(unsigned resource, const struct rlimit *limit)
{
    return limit == NULL ? -EFAULT : sys_prlimit64(0, resource, limit, NULL);
}
