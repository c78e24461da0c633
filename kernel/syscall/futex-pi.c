/* SPDX-License-Identifier: MIT */
/*
 * Priority-inheritance futexes: the word holds the owner's tid, the kernel queues who waits and hands the
 * lock over. All threads have the same priority here, so there is nothing to inherit; the protocol of the
 * word is what programs depend on.
 *
 * One mutex protects the queue and orders the kernel's changes of the words. It may be held while the
 * program's memory is read.
 */
#include <abi/errno.h>
#include <abi/futex.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>

#include "futex-private.h"

struct pi_waiter {
    struct list_node node; /* in pi_waiters */
    const uint32_t *address;
    struct thread *thread;
    bool granted; /* the word says that it is ours */
    bool look;    /* the owner is gone: look at the word again */
    struct wait_queue queue;
};

static struct mutex pi_mutex = MUTEX_INIT(pi_mutex);
/* Under pi_mutex, in the order of arrival. Read without it only to see whether it is empty. */
static struct list_node pi_waiters = LIST_INIT(pi_waiters);

static struct pi_waiter *next_waiter(const uint32_t *address, const struct pi_waiter *except)
{
    LIST_FOREACH(&pi_waiters, node)
    {
        struct pi_waiter *waiter = list_entry(node, struct pi_waiter, node);
        if (waiter->address == address && waiter != except) return waiter;
    }
    return NULL;
}

static bool thread_exists(int tid)
{
    spin_lock(&thread_list_lock);
    bool exists = thread_find(tid) != NULL;
    spin_unlock(&thread_list_lock);
    return exists;
}

/* Takes a free lock, or marks an owned one as waited for. 0: ours; 1: marked, wait. */
static int acquire(uint32_t *address, bool only_try)
{
    uint32_t self = (uint32_t)thread_current()->tid, value, found;
    if (get_user32(&value, address) != 0) return -EFAULT;
    for (;; value = found) {
        uint32_t owner = value & FUTEX_TID_MASK;
        uint32_t desired = value | FUTEX_WAITERS;
        if (owner == self) return -EDEADLK;
        /* FUTEX_OWNER_DIED stays, for the new owner to see. */
        if (owner == 0)
            desired =
                (value & FUTEX_OWNER_DIED) | self | (next_waiter(address, NULL) != NULL ? FUTEX_WAITERS : 0);
        else if (only_try)
            return -EAGAIN;
        else if (!thread_exists((int)owner))
            return -ESRCH;
        if (cmpxchg_user32(address, value, desired, &found) != 0) return -EFAULT;
        if (found == value) return owner == 0 ? 0 : 1;
    }
}

/* Waits for the lock, which is marked. 0: ours; 1: look again; -ETIMEDOUT; -ERESTARTSYS. pi_mutex is held
 * here, but not during. */
static int wait_for_grant(uint32_t *address, uint64_t deadline_ns)
{
    struct pi_waiter waiter = {.address = address, .thread = thread_current()};
    wait_queue_init(&waiter.queue);
    list_add_tail(&pi_waiters, &waiter.node);
    mutex_unlock(&pi_mutex);
    int status = WAIT_EVENT(&waiter.queue,
                            __atomic_load_n(&waiter.granted, __ATOMIC_RELAXED) ||
                                __atomic_load_n(&waiter.look, __ATOMIC_RELAXED),
                            deadline_ns, WAIT_INTERRUPTIBLE);
    mutex_lock(&pi_mutex);
    if (waiter.granted) return 0;
    list_remove(&waiter.node);
    return waiter.look || (status == -ERESTARTSYS && !signal_pending()) ? 1 : status;
}

long futex_lock_pi(uint32_t *address, uint64_t deadline_ns, bool only_try)
{
    mutex_lock(&pi_mutex);
    int status;
    do {
        status = acquire(address, only_try);
        if (status == 1) status = wait_for_grant(address, deadline_ns);
    } while (status == 1);
    mutex_unlock(&pi_mutex);
    return status;
}

long futex_unlock_pi(uint32_t *address)
{
    mutex_lock(&pi_mutex);
    uint32_t value, found;
    struct pi_waiter *next = next_waiter(address, NULL);
    uint32_t desired = next != NULL ? (uint32_t)next->thread->tid : 0;
    if (next != NULL && next_waiter(address, next) != NULL) desired |= FUTEX_WAITERS;
    long status = get_user32(&value, address);
    if (status == 0 && (value & FUTEX_TID_MASK) != (uint32_t)thread_current()->tid) status = -EPERM;
    /* While we own it, others only set FUTEX_WAITERS, and with pi_mutex held. */
    if (status == 0) status = cmpxchg_user32(address, value, desired, &found);
    if (status == 0 && found != value) status = -EAGAIN;
    if (status == 0 && next != NULL) {
        list_remove(&next->node);
        __atomic_store_n(&next->granted, true, __ATOMIC_RELAXED);
        wake_all(&next->queue);
    }
    mutex_unlock(&pi_mutex);
    return status;
}

void futex_wake_pi(const uint32_t *address)
{
    if (list_empty(&pi_waiters)) return;
    mutex_lock(&pi_mutex);
    struct pi_waiter *waiter = next_waiter(address, NULL);
    if (waiter != NULL) {
        __atomic_store_n(&waiter->look, true, __ATOMIC_RELAXED);
        wake_all(&waiter->queue);
    }
    mutex_unlock(&pi_mutex);
}
