/* SPDX-License-Identifier: MIT */
/*
 * Futex waiters in hashed queues. There is one address space, so the address alone says which futex is meant.
 *
 * The program's word cannot be read under a spin lock, since that may sleep. So a waiter first enters the
 * queue, then compares the value, then sleeps; whoever changes the word does so before he looks for waiters.
 * A waiter that was woken although its value did not match (it would not have been in the queue by the rules
 * of futex(2)) hands its wake-up on.
 *
 * All of it runs on several CPUs at once, so the locks of the buckets are taken with interrupts off.
 */
#include "futex-private.h"

#include <abi/errno.h>
#include <abi/futex.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/futex.h>

struct futex_waiter {
    struct list_node node;   /* in the bucket of `address`; under the bucket's lock, until woken */
    const uint32_t *address; /* changed by futex_requeue, with the locks of both buckets */
    struct thread *thread;   /* stays until it has taken the waiter out, or has seen it out, under the lock */
    uint32_t bitset;
    uint32_t woken_by; /* bitset of the wake-up, 0: none yet; written under the bucket's lock */
};

struct bucket {
    struct spinlock lock;
    uint32_t count; /* of waiters; written under lock, read without it to see that there is nothing to do */
    struct list_node waiters; /* in the order of arrival; all zero before the first use */
};

#define BUCKET_BITS 6
static struct bucket buckets[1 << BUCKET_BITS];

static struct bucket *bucket_of(const uint32_t *address)
{
    /* Fibonacci hashing: the golden ratio spreads neighbouring words; the top bits are the best ones. */
    return &buckets[(uint64_t)address * 0x9e3779b97f4a7c15ull >> (64 - BUCKET_BITS)];
}

/* With the bucket's lock held. */
static void enter(struct bucket *bucket, struct futex_waiter *waiter)
{
    if (bucket->waiters.next == NULL) list_init(&bucket->waiters);
    list_add_tail(&bucket->waiters, &waiter->node);
    __atomic_store_n(&bucket->count, bucket->count + 1, __ATOMIC_RELAXED);
}

static void leave(struct bucket *bucket, struct futex_waiter *waiter)
{
    list_remove(&waiter->node);
    __atomic_store_n(&bucket->count, bucket->count - 1, __ATOMIC_RELAXED);
}

/* The bucket in which the waiter is, locked. */
static struct bucket *lock_bucket_of(struct futex_waiter *waiter, uint64_t *flags)
{
    for (;;) {
        const uint32_t *address = __atomic_load_n(&waiter->address, __ATOMIC_RELAXED);
        struct bucket *bucket = bucket_of(address);
        *flags = spin_lock_irqsave(&bucket->lock);
        if (waiter->address == address) return bucket;
        spin_unlock_irqrestore(&bucket->lock, *flags);
    }
}

static int sleep_on(struct futex_waiter *waiter, uint64_t deadline_ns)
{
    int status = 0;
    do {
        sched_prepare_sleep();
        if (__atomic_load_n(&waiter->woken_by, __ATOMIC_RELAXED) != 0) break;
        status = wait_sleep(deadline_ns, WAIT_INTERRUPTIBLE);
        if (status == -ERESTARTSYS && !signal_pending()) status = 0;
    } while (status == 0);
    sched_cancel_sleep();
    return status;
}

int futex_wait(uint32_t *address, uint32_t expected, uint32_t bitset, uint64_t deadline_ns)
{
    struct futex_waiter waiter = {.address = address, .thread = thread_current(), .bitset = bitset};
    struct bucket *bucket = bucket_of(address);
    uint64_t flags = spin_lock_irqsave(&bucket->lock);
    enter(bucket, &waiter);
    spin_unlock_irqrestore(&bucket->lock, flags);

    /* Between entering the queue and reading the word; futex_wake_bitset has its counterpart. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    uint32_t value;
    int status = get_user32(&value, address);
    if (status == 0 && value != expected) status = -EAGAIN;
    bool entitled = status == 0;
    if (entitled) status = sleep_on(&waiter, deadline_ns);

    bucket = lock_bucket_of(&waiter, &flags);
    uint32_t woken_by = waiter.woken_by;
    if (woken_by == 0) leave(bucket, &waiter);
    spin_unlock_irqrestore(&bucket->lock, flags);
    if (woken_by == 0) return status;
    if (entitled) return 0;
    futex_wake_bitset(waiter.address, 1, woken_by);
    return status;
}

/* With the bucket's lock held; the waiter cannot go away before it gets that lock. */
static void wake(struct bucket *bucket, struct futex_waiter *waiter, uint32_t bitset)
{
    leave(bucket, waiter);
    __atomic_store_n(&waiter->woken_by, bitset, __ATOMIC_RELAXED);
    thread_wake(waiter->thread);
}

unsigned futex_wake_bitset(const uint32_t *address, unsigned count, uint32_t bitset)
{
    struct bucket *bucket = bucket_of(address);
    /* Between the program's write to the word and looking for waiters. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (__atomic_load_n(&bucket->count, __ATOMIC_RELAXED) == 0) return 0;
    unsigned woken = 0;
    uint64_t flags = spin_lock_irqsave(&bucket->lock);
    if (bucket->count != 0) LIST_FOREACH_SAFE(&bucket->waiters, node)
        {
            struct futex_waiter *waiter = list_entry(node, struct futex_waiter, node);
            if (waiter->address != address || (waiter->bitset & bitset) == 0) continue;
            if (woken == count) break;
            woken++;
            wake(bucket, waiter, bitset);
        }
    spin_unlock_irqrestore(&bucket->lock, flags);
    return woken;
}

unsigned futex_wake(const uint32_t *address, unsigned count)
{
    futex_wake_pi(address);
    return futex_wake_bitset(address, count, FUTEX_BITSET_MATCH_ANY);
}

unsigned futex_requeue(const uint32_t *from, const uint32_t *to, unsigned wake_limit, unsigned move,
                       unsigned *moved)
{
    struct bucket *source = bucket_of(from), *target = bucket_of(to);
    unsigned woken = 0;
    uint64_t flags = spin_lock_irqsave(&MIN(source, target)->lock);
    if (source != target) spin_lock(&MAX(source, target)->lock);
    if (source->count != 0) LIST_FOREACH_SAFE(&source->waiters, node)
        {
            struct futex_waiter *waiter = list_entry(node, struct futex_waiter, node);
            if (waiter->address != from) continue;
            if (woken < wake_limit) {
                woken++;
                wake(source, waiter, FUTEX_BITSET_MATCH_ANY);
            } else if (*moved < move) {
                ++*moved;
                leave(source, waiter);
                __atomic_store_n(&waiter->address, to, __ATOMIC_RELAXED);
                enter(target, waiter);
            } else {
                break;
            }
        }
    if (source != target) spin_unlock(&MAX(source, target)->lock);
    spin_unlock_irqrestore(&MIN(source, target)->lock, flags);
    return woken;
}
