/* SPDX-License-Identifier: MIT */
/*
 * Locks. The kernel is preemptible wherever no spin lock is held and preemption is not disabled; a thread may
 * also be preempted, and sleep, while it holds a mutex.
 *
 *   spin lock          short, never sleeps inside; data that no interrupt handler touches
 *   spin lock, irq     the same, for data that an interrupt handler touches as well
 *   mutex              may sleep inside; not in interrupt context
 *
 * What runs without the kernel lock (docs/cpus.md) takes spin locks with interrupts off only: an interrupt
 * would ask for the kernel lock, whose holder may want the spin lock.
 *
 * Order where two are held: kernel lock -> vnode lock (vfs) -> area lock (mm) -> page cache lock -> driver
 * locks -> scheduler locks.
 */
#pragma once

#include <core/list.h>
#include <core/types.h>

struct thread;

/** A ticket lock: fair, 4 bytes. */
struct spinlock {
    union {
        struct {
            uint16_t next, owner;
        };
        uint32_t both; /* `owner` in the upper half */
    };
};

#define SPINLOCK_INIT                                                                                        \
    {                                                                                                        \
        {                                                                                                    \
            {                                                                                                \
                0, 0                                                                                         \
            }                                                                                                \
        }                                                                                                    \
    }

void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);
/** Disables interrupts first; returns what spin_unlock_irqrestore needs to bring them back. */
uint64_t spin_lock_irqsave(struct spinlock *lock);
void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags);

/** Of the functions above, what the component smp replaces: preemption is disabled. */
void spin_acquire(struct spinlock *lock);
void spin_release(struct spinlock *lock);

/** In a system call that is SYSCALL_UNLOCKED (abi/syscall.h), around what needs the kernel lock: kernel_lock
 * returns what kernel_unlock is to be called with. */
bool kernel_lock(void);
void kernel_unlock(bool locked);

struct mutex {
    struct spinlock guard;
    struct thread *owner; /* under guard */
    struct list_node waiters;
};

#define MUTEX_INIT(name)                                                                                     \
    {                                                                                                        \
        SPINLOCK_INIT, NULL, LIST_INIT((name).waiters)                                                       \
    }

void mutex_init(struct mutex *mutex);
/** Sleeps, uninterruptibly, until the mutex is ours. Not recursive: asserted. */
void mutex_lock(struct mutex *mutex);
bool mutex_try_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);
/** For assertions. */
bool mutex_held(const struct mutex *mutex);

/** While disabled, this CPU keeps running this thread; nests. */
void preempt_disable(void);
void preempt_enable(void);
/** Whether sleeping is allowed here: no spin lock, preemption and interrupts enabled. */
bool preemptible(void);
