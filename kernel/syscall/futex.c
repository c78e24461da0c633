/* SPDX-License-Identifier: MIT */
/* The system calls futex, set_robust_list and get_robust_list. Private and shared futexes are the same: there
 * is one process. */
#include <abi/errno.h>
#include <abi/futex.h>
#include <abi/syscall.h>
#include <core/demand.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <syscall/futex.h>
#include <syscall/timespec.h>

#include "futex-op.h"
#include "futex-private.h"

#define ROBUST_LIST_HEAD_SIZE 24

/* A word that is to be looked at: 4-byte aligned, in the program's half. */
static int check_address(const uint32_t *address)
{
    if ((uintptr_t)address % sizeof(*address) != 0) return -EINVAL;
    return user_range_ok(address, sizeof(*address)) ? 0 : -EFAULT;
}

/* The monotonic time at which a wait until a moment ends. A clock that is set later on does not move it. */
static int read_moment(const struct timespec *timeout, bool realtime, uint64_t *deadline_ns)
{
    struct timespec time;
    *deadline_ns = WAIT_FOREVER;
    if (timeout == NULL) return 0;
    int status = timespec_from_user(&time, timeout);
    if (status != 0) return status;
    uint64_t ns = timespec_to_ns(&time), now = realtime ? clock_realtime_ns() : 0;
    *deadline_ns = !realtime ? ns : deadline_after(ns > now ? ns - now : 0);
    return 0;
}

static long wait(uint32_t *address, uint32_t expected, uint32_t bitset, uint64_t deadline)
{
    if (bitset == 0) return -EINVAL;
    int status = futex_wait(address, expected, bitset, deadline);
    /* Asking again would begin a limited wait anew, so a handler ends it. */
    return status == -ERESTARTSYS && deadline != WAIT_FOREVER ? -ERESTARTNOHAND : status;
}

static long lock_pi(uint32_t *address, const struct timespec *timeout, bool realtime)
{
    uint64_t deadline;
    int status = read_moment(timeout, realtime, &deadline);
    return status != 0 ? status : futex_lock_pi(address, deadline, false);
}

static long requeue(uint32_t *from, uint32_t *to, unsigned wake, unsigned move, const uint32_t *expected,
                    bool count_moved)
{
    int status = check_address(to);
    if (status != 0) return status;
    if ((int)wake < 0 || (int)move < 0) return -EINVAL;
    /* The comparison tells whether others were here since the caller looked. Somebody who begins to wait
     * between it and the move gets moved along, as happens with FUTEX_REQUEUE, and is woken with those whom
     * he stands behind. */
    if (expected != NULL) {
        uint32_t value;
        if (get_user32(&value, from) != 0) return -EFAULT;
        if (value != *expected) return -EAGAIN;
    }
    unsigned moved = 0;
    unsigned woken = futex_requeue(from, to, wake, move, &moved);
    return woken + (count_moved ? moved : 0);
}

static long wake_op(uint32_t *first, uint32_t *second, unsigned wake_first, unsigned wake_second,
                    uint32_t encoded)
{
    struct futex_op op;
    uint32_t old, found;
    int status = check_address(second);
    if (status == 0) status = futex_op_decode(encoded, &op);
    if (status != 0) return status;
    if (get_user32(&found, second) != 0) return -EFAULT;
    do {
        old = found;
        if (cmpxchg_user32(second, old, futex_op_apply(&op, old), &found) != 0) return -EFAULT;
    } while (found != old);
    unsigned woken = futex_wake_bitset(first, wake_first, FUTEX_BITSET_MATCH_ANY);
    if (futex_op_compare(&op, old)) woken += futex_wake_bitset(second, wake_second, FUTEX_BITSET_MATCH_ANY);
    return woken;
}

/* Zero wakes one, as Linux has always had it. */
static long wake(const uint32_t *address, unsigned count, uint32_t bitset)
{
    if (bitset == 0) return -EINVAL;
    return futex_wake_bitset(address, (int)count <= 0 ? 1 : count, bitset);
}

/* What the kernel's own libc asks for to wake those who wait for a condition. False: it is something else. */
static bool move_waiters(uint32_t *address, int operation, uint32_t value, unsigned value2,
                         uint32_t *address2, long *result)
{
    if ((operation & FUTEX_COMMAND_MASK) != FUTEX_REQUEUE) return false;
    *result = requeue(address, address2, value, value2, NULL, false);
    return true;
}
DO_FOR_USE(link_pthread_cond_timedwait, move_waiters);

/* Those with an owner, which the kernel lock guards. */
static long with_owner(uint32_t *address, int command, const struct timespec *timeout, bool realtime)
{
    bool locked = kernel_lock();
    long result = command == FUTEX_UNLOCK_PI ? futex_unlock_pi(address)
                  : command == FUTEX_TRYLOCK_PI
                      ? futex_lock_pi(address, 0, true)
                      : lock_pi(address, timeout, realtime || command == FUTEX_LOCK_PI);
    kernel_unlock(locked);
    return result;
}

/* What else there is; the kernel's own libc has mutexes with priority inheritance of it. */
static long rare(uint32_t *address, int operation, uint32_t value, const struct timespec *timeout,
                 uint32_t *address2, uint32_t value3)
{
    unsigned value2 = (unsigned)(uintptr_t)timeout; /* some commands pass a number in its place */
    bool realtime = operation & FUTEX_CLOCK_REALTIME;
    uint64_t deadline;
    int status;
    switch (operation & FUTEX_COMMAND_MASK) {
    case FUTEX_WAIT_BITSET:
        status = read_moment(timeout, realtime, &deadline);
        return status != 0 ? status : wait(address, value, value3, deadline);
    case FUTEX_WAKE_BITSET: return wake(address, value, value3);
    case FUTEX_REQUEUE: return requeue(address, address2, value, value2, NULL, false);
    case FUTEX_CMP_REQUEUE: return requeue(address, address2, value, value2, &value3, true);
    case FUTEX_WAKE_OP: return wake_op(address, address2, value, value2, value3);
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_TRYLOCK_PI:
    case FUTEX_UNLOCK_PI: return with_owner(address, operation & FUTEX_COMMAND_MASK, timeout, realtime);
    default: return -ENOSYS;
    }
}

static bool do_rare(uint32_t *address, int operation, uint32_t value, const struct timespec *timeout,
                    uint32_t *address2, uint32_t value3, long *result)
{
    *result = rare(address, operation, value, timeout, address2, value3);
    return true;
}
DO_FOR_USE(call_futex, do_rare);

SYSCALL_UNLOCKED(futex)
(uint32_t *address, int operation, uint32_t value, const struct timespec *timeout, uint32_t *address2,
 uint32_t value3)
{
    uint64_t deadline;
    int status = check_address(address);
    if (status != 0) return status;
    switch (operation & FUTEX_COMMAND_MASK) {
    case FUTEX_WAIT:
        status = deadline_from_user(timeout, &deadline);
        return status != 0 ? status : wait(address, value, FUTEX_BITSET_MATCH_ANY, deadline);
    case FUTEX_WAKE: return wake(address, value, FUTEX_BITSET_MATCH_ANY);
    }
    long result = -ENOSYS;
    unsigned value2 = (unsigned)(uintptr_t)timeout;
    if (!DO(link_pthread_cond_timedwait, move_waiters)(address, operation, value, value2, address2, &result))
        (void)DO(call_futex, do_rare)(address, operation, value, timeout, address2, value3, &result);
    return result;
}

SYSCALL(set_robust_list)(void *head, size_t size)
{
    USES(robust_lists);
    if (size != ROBUST_LIST_HEAD_SIZE) return -EINVAL;
    struct thread *thread = thread_current();
    thread->robust_list = head;
    thread->robust_list_size = size;
    return 0;
}

SYSCALL(get_robust_list)(int tid, uint64_t *head, uint64_t *size)
{
    spin_lock(&thread_list_lock);
    const struct thread *thread = tid == 0 ? thread_current() : thread_find(tid);
    uint64_t list = thread != NULL ? (uint64_t)thread->robust_list : 0, list_size = ROBUST_LIST_HEAD_SIZE;
    spin_unlock(&thread_list_lock);
    if (thread == NULL) return -ESRCH;
    if (copy_to_user(size, &list_size, sizeof(list_size)) != 0 ||
        copy_to_user(head, &list, sizeof(list)) != 0)
        return -EFAULT;
    return 0;
}
