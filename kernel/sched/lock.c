/* SPDX-License-Identifier: MIT */
#include <arch/cpu.h>
#include <core/log.h>
#include <sched/lock.h>
#include <sched/sched.h>
#include <sched/thread.h>

void preempt_disable(void)
{
    /* One instruction: an interrupt in between could move a thread to another CPU. */
    __asm__ volatile("incl %%gs:%c0" : : "i"(offsetof(struct cpu, preempt_count)) : "memory");
}

/* Leaves the moment of rescheduling to the next interrupt or preempt_enable. */
static void preempt_enable_quietly(void)
{
    __asm__ volatile("decl %%gs:%c0" : : "i"(offsetof(struct cpu, preempt_count)) : "memory");
}

void preempt_enable(void)
{
    preempt_enable_quietly();
    if (unlikely(arch_cpu()->need_resched) && arch_interrupts_enabled()) sched_preempt();
}

bool preemptible(void)
{
    return arch_preempt_count() == 0 && arch_interrupts_enabled();
}

/* On one CPU nothing comes in between, and nobody has to wait, unless we made a mistake. */
replaceable void spin_acquire(struct spinlock *lock)
{
    uint16_t ticket = lock->next++;
    while (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != ticket) arch_pause();
}

replaceable void spin_release(struct spinlock *lock)
{
    lock->owner++;
}

replaceable bool kernel_lock(void)
{
    return false;
}

replaceable void kernel_unlock(bool locked)
{
    (void)locked;
}

void spin_lock(struct spinlock *lock)
{
    preempt_disable();
    spin_acquire(lock);
}

void spin_unlock(struct spinlock *lock)
{
    spin_release(lock);
    preempt_enable();
}

uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    uint64_t flags = arch_interrupts_save();
    preempt_disable();
    spin_acquire(lock);
    return flags;
}

void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    spin_release(lock);
    preempt_enable_quietly();
    arch_interrupts_restore(flags);
}

void mutex_init(struct mutex *mutex)
{
    *mutex = (struct mutex)MUTEX_INIT(*mutex);
}

bool mutex_try_lock(struct mutex *mutex)
{
    spin_lock(&mutex->guard);
    bool taken = mutex->owner == NULL;
    if (taken) mutex->owner = thread_current();
    spin_unlock(&mutex->guard);
    return taken;
}

void mutex_lock(struct mutex *mutex)
{
    struct thread *self = thread_current();
    ASSERT("sched", mutex->owner != self);
    spin_lock(&mutex->guard);
    if (mutex->owner == NULL) {
        mutex->owner = self;
        spin_unlock(&mutex->guard);
        return;
    }
    /* Ownership is handed over by mutex_unlock, so nobody overtakes and being woken means to own it. */
    struct wait_entry entry = {.thread = self};
    list_add_tail(&mutex->waiters, &entry.node);
    spin_unlock(&mutex->guard);
    for (;;) {
        sched_prepare_sleep();
        if (__atomic_load_n(&mutex->owner, __ATOMIC_ACQUIRE) == self) break;
        (void)!wait_sleep(WAIT_FOREVER, WAIT_UNINTERRUPTIBLE);
    }
    sched_cancel_sleep();
}

void mutex_unlock(struct mutex *mutex)
{
    ASSERT("sched", mutex->owner == thread_current());
    spin_lock(&mutex->guard);
    struct list_node *node = list_pop(&mutex->waiters);
    struct thread *next = node != NULL ? list_entry(node, struct wait_entry, node)->thread : NULL;
    __atomic_store_n(&mutex->owner, next, __ATOMIC_RELEASE);
    spin_unlock(&mutex->guard);
    if (next != NULL) thread_wake(next);
}

bool mutex_held(const struct mutex *mutex)
{
    return mutex->owner == thread_current();
}
