/* SPDX-License-Identifier: MIT */
/*
 * Spin locks between CPUs: ticket locks, in which those who waited for long sleep. A host with fewer CPUs
 * than the guest stops one that holds a lock, or is next, as well as any other; those behind it must not take
 * the time that it lacks.
 */
#include <arch/cpu.h>
#include <core/log.h>
#include <sched/lock.h>

#include "smp.h"

static bool is_turn_of(const struct cpu *cpu)
{
    const struct spinlock *lock = cpu->spin_lock;
    return __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) == cpu->spin_ticket || smp_is_last(cpu);
}

static void wait(const struct spinlock *lock, uint16_t ticket)
{
    uint64_t flags = arch_interrupts_save();
    struct cpu *cpu = arch_cpu();
    cpu->spin_lock = lock;
    cpu->spin_ticket = ticket;
    smp_wait(is_turn_of, cpu, NULL);
    cpu->spin_lock = NULL;
    arch_interrupts_restore(flags);
}

void spin_acquire(struct spinlock *lock)
{
    struct cpu *cpu = arch_cpu();
    /* sched/lock.h says why. */
    ASSERT("smp", cpu->in_kernel || !arch_interrupts_enabled() || smp_cpu_count < 2);
    uint16_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_SEQ_CST);
    /* Acquire: what the last owner wrote is seen behind this. */
    if (unlikely(__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket)) wait(lock, ticket);
    smp_follow_flushes(cpu);
}

/* The lock itself may be gone: it was the next owner's. */
static void wake_next(const struct spinlock *lock, uint16_t ticket)
{
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i]->halted && smp_cpus[i]->spin_lock == lock && smp_cpus[i]->spin_ticket == ticket)
            smp_wake(smp_cpus[i]);
}

void spin_release(struct spinlock *lock)
{
    /* In one step with the look at who waits, since the next owner may free the lock. Sequentially
     * consistent: before the look at who sleeps. */
    uint32_t both = __atomic_add_fetch(&lock->both, 1u << 16, __ATOMIC_SEQ_CST);
    if (unlikely((uint16_t)both != both >> 16)) wake_next(lock, (uint16_t)(both >> 16));
    struct cpu *cpu = arch_cpu();
    if (unlikely(cpu->kicks != 0) && cpu->preempt_count == 1) smp_send_kicks(cpu);
}
