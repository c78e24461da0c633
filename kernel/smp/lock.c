/* SPDX-License-Identifier: MIT */
/* The kernel lock, and who has it when threads are switched. A ticket lock, so that no CPU has to wait for
 * more than one turn of each other. */
#include <arch/cpu.h>
#include <sched/lock.h>
#include <sched/sched.h>
#include <sched/thread.h>

#include "smp.h"

#define CACHE_LINE 64

/* In two cache lines: who asks for a ticket does not disturb those who look whether it is their turn. */
static struct {
    uint32_t next __attribute__((aligned(CACHE_LINE)));
    uint32_t owner __attribute__((aligned(CACHE_LINE))); /* the ticket whose turn it is; the holder's */
    struct cpu *holder;                                  /* set by each holder, left by it as it is */
} lock;

static bool is_turn_of(const struct cpu *cpu)
{
    /* Acquire: what the last holder wrote is seen behind this. */
    return __atomic_load_n(&lock.owner, __ATOMIC_ACQUIRE) == cpu->ticket;
}

void smp_tell_holder(void)
{
    struct cpu *holder = __atomic_load_n(&lock.holder, __ATOMIC_RELAXED);
    if (holder != NULL && holder != arch_cpu()) smp_wake(holder);
}

/* It is to pass the lock where that can be. */
static void hurry_holder(void)
{
    const struct cpu *holder = __atomic_load_n(&lock.holder, __ATOMIC_RELAXED);
    if (holder != NULL) smp_kick(holder);
}

void smp_lock(void)
{
    struct cpu *cpu = arch_cpu();
    cpu->waiting = true;
    /* Sequentially consistent: the mark comes before the look at who sleeps until it is there. */
    cpu->ticket = __atomic_fetch_add(&lock.next, 1, __ATOMIC_SEQ_CST);
    if (unlikely(!is_turn_of(cpu))) {
        smp_tell_holder();
        smp_wait(is_turn_of, cpu, hurry_holder);
    }
    cpu->waiting = false;
    cpu->in_kernel = true;
    __atomic_store_n(&lock.holder, cpu, __ATOMIC_RELAXED);
    smp_follow_flushes(cpu);
}

void smp_unlock(void)
{
    struct cpu *self = arch_cpu();
    uint32_t next = self->ticket + 1;
    self->in_kernel = false;
    /* Release: what we wrote is seen by the next holder. Sequentially consistent: before the look at who
     * sleeps. */
    __atomic_store_n(&lock.owner, next, __ATOMIC_SEQ_CST);
    if (likely(__atomic_load_n(&lock.next, __ATOMIC_RELAXED) == next)) return;
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i]->halted && smp_cpus[i]->ticket == next) smp_wake(smp_cpus[i]);
}

bool smp_lock_wanted(void)
{
    return __atomic_load_n(&lock.next, __ATOMIC_RELAXED) != lock.owner + 1;
}

bool kernel_lock(void)
{
    uint64_t flags = arch_interrupts_save();
    bool locks = !arch_cpu()->in_kernel;
    if (locks) smp_lock();
    arch_interrupts_restore(flags);
    return locks;
}

void kernel_unlock(bool locked)
{
    if (!locked) return;
    uint64_t flags = arch_interrupts_save();
    smp_unlock();
    arch_interrupts_restore(flags);
}

/* The new thread goes on with the lock as it had it. A thread that is new, or the kernel's own, has it. */
void sched_finish_switch(void)
{
    sched_end_switch();
    bool wants = !thread_current()->unlocked;
    if (wants == arch_cpu()->in_kernel) return;
    if (wants)
        smp_lock();
    else
        smp_unlock();
}
