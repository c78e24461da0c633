/* SPDX-License-Identifier: MIT */
/*
 * Spin locks between CPUs: ticket locks, in which those who waited for long sleep. A host with fewer CPUs
 * than the guest stops one that holds a lock, or is next, as well as any other; those behind it must not take
 * the time that it lacks.
 *
 * To wake who is next takes far longer than most locks are held. So until it is awake, others go first: who
 * waits and is awake takes the turn of who sleeps, and leaves its own for that. Who was woken looks for a
 * while before it sleeps again, and keeps its turn, so nobody is passed over for longer than waking takes.
 */
#include <arch/cpu.h>
#include <core/log.h>
#include <sched/lock.h>

#include "smp.h"

/* A lock, and a ticket for it, in one word: addresses have 48 bits, of which the highest is repeated. */
#define TICKET_BITS 16

static uint64_t turn_of(const struct spinlock *lock, uint16_t ticket)
{
    return (uint64_t)(uintptr_t)lock << TICKET_BITS | ticket;
}

static const struct spinlock *lock_of(uint64_t turn)
{
    return (const struct spinlock *)((int64_t)turn >> TICKET_BITS);
}

/* Makes a turn that is there another one, or none, unless somebody else was faster. */
static bool change_turn(struct cpu *cpu, uint64_t from, uint64_t to)
{
    return __atomic_compare_exchange_n(&cpu->spin_turn, &from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

/* A CPU that has this turn and sleeps, or did a moment ago; NULL: none. */
static struct cpu *sleeper_of(uint64_t turn)
{
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i]->halted && __atomic_load_n(&smp_cpus[i]->spin_turn, __ATOMIC_RELAXED) == turn)
            return smp_cpus[i];
    return NULL;
}

/* Takes the turn of one that sleeps, which gets `own` for it. */
static bool take_turn(struct cpu *cpu, uint64_t own, uint64_t now)
{
    struct cpu *sleeper = sleeper_of(now);
    /* Who believes that we sleep could take our turn meanwhile, so it is out of sight until it is settled. */
    if (sleeper == NULL || cpu->halted || !change_turn(cpu, own, 0)) return false;
    if (change_turn(sleeper, now, own)) return true;
    __atomic_store_n(&cpu->spin_turn, own, __ATOMIC_RELAXED);
    return false;
}

/* Whether it is this CPU's turn, which then is used up. */
static bool is_turn(const struct cpu *waiting)
{
    (void)waiting;
    struct cpu *cpu = arch_cpu();
    uint64_t own = __atomic_load_n(&cpu->spin_turn, __ATOMIC_SEQ_CST);
    const struct spinlock *lock = lock_of(own);
    /* Acquire: what the last owner wrote is seen behind this. */
    uint64_t now = turn_of(lock, __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE));
    return own == now ? change_turn(cpu, own, 0) : smp_is_last(cpu) || take_turn(cpu, own, now);
}

static void wait(const struct spinlock *lock, uint16_t ticket)
{
    uint64_t flags = arch_interrupts_save();
    struct cpu *cpu = arch_cpu();
    __atomic_store_n(&cpu->spin_turn, turn_of(lock, ticket), __ATOMIC_RELAXED);
    smp_wait(is_turn, cpu, NULL);
    __atomic_store_n(&cpu->spin_turn, 0, __ATOMIC_RELAXED);
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

void spin_release(struct spinlock *lock)
{
    /* In one step with the look at who waits, since the next owner may free the lock. Sequentially
     * consistent: before the look at who sleeps. */
    uint32_t both = __atomic_add_fetch(&lock->both, 1u << 16, __ATOMIC_SEQ_CST);
    if (unlikely((uint16_t)both != both >> 16)) {
        /* The lock itself may be gone: it was the next owner's. */
        struct cpu *next = sleeper_of(turn_of(lock, (uint16_t)(both >> 16)));
        if (next != NULL) smp_wake(next);
    }
    struct cpu *cpu = arch_cpu();
    if (unlikely(cpu->kicks != 0) && cpu->preempt_count == 1) smp_send_kicks(cpu);
}
