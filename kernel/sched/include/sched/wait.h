/* SPDX-License-Identifier: MIT */
/*
 * Sleeping until something happens.
 *
 *     struct wait_entry entry;
 *     int status = 0;
 *     for (;;) {
 *         wait_prepare(&queue, &entry);          // from here on a wake-up is not lost
 *         if (condition)
 *             break;
 *         status = wait_sleep(deadline, WAIT_INTERRUPTIBLE);
 *         if (status)
 *             break;
 *     }
 *     wait_finish(&entry);
 *
 * WAIT_EVENT is that loop.
 */
#pragma once

#include <sched/lock.h>

struct wait_queue {
    struct spinlock lock;
    struct list_node entries; /* struct wait_entry, under lock */
};

#define WAIT_QUEUE_INIT(name)                                                                                \
    {                                                                                                        \
        SPINLOCK_INIT, LIST_INIT((name).entries)                                                             \
    }

struct wait_entry {
    struct list_node node;
    struct thread *thread;
    struct wait_queue *queue; /* NULL: on none */
    /** Called under the queue's lock instead of waking `thread` when not NULL (poll uses it). Must not sleep.
     */
    void (*wake)(struct wait_entry *entry);
};

enum wait_mode { WAIT_UNINTERRUPTIBLE, WAIT_INTERRUPTIBLE };

/** No deadline. */
#define WAIT_FOREVER UINT64_MAX

void wait_queue_init(struct wait_queue *queue);

/** Puts the calling thread on the queue and marks it as about to sleep. May be repeated on the same entry. */
void wait_prepare(struct wait_queue *queue, struct wait_entry *entry);
/** Sleeps until a wake-up, a signal (in WAIT_INTERRUPTIBLE mode) or `deadline` (clock_monotonic_ns time).
 * Returns 0 for a wake-up (perhaps of somebody else's making: look again), -ERESTARTSYS for a signal,
 * -ETIMEDOUT. */
int must_check wait_sleep(uint64_t deadline_ns, enum wait_mode mode);
/** Takes the entry off its queue and marks the thread as running. */
void wait_finish(struct wait_entry *entry);

/** The same without a queue, for those whom thread_wake is to find: marks the calling thread as about to
 * sleep, from where on a wake-up is not lost, and takes the mark back. */
void sched_prepare_sleep(void);
void sched_cancel_sleep(void);

/** Adds an entry with a `wake` function of its own; wait_remove takes it off. */
void wait_add(struct wait_queue *queue, struct wait_entry *entry);
void wait_remove(struct wait_entry *entry);

/** Wakes all, or the first, of those on the queue. Usable in interrupt context. Cheap when nobody waits. */
void wake_all(struct wait_queue *queue);
void wake_one(struct wait_queue *queue);

/** Evaluates to 0 when `condition` became true, or to what wait_sleep returned. `condition` may take locks
 * that do not sleep. */
#define WAIT_EVENT(queue, condition, deadline_ns, mode)                                                      \
    ({                                                                                                       \
        int wait_status_ = 0;                                                                                \
        if (!(condition)) {                                                                                  \
            struct wait_entry wait_entry_ = {{NULL, NULL}, NULL, NULL, NULL};                                \
            for (;;) {                                                                                       \
                wait_prepare(queue, &wait_entry_);                                                           \
                if (condition) break;                                                                        \
                wait_status_ = wait_sleep(deadline_ns, mode);                                                \
                if (wait_status_ != 0) break;                                                                \
            }                                                                                                \
            wait_finish(&wait_entry_);                                                                       \
        }                                                                                                    \
        wait_status_;                                                                                        \
    })
