/* SPDX-License-Identifier: MIT */
/* The kernel lock: a ticket lock, so that no CPU has to wait for more than one turn of each other. */
#include <arch/cpu.h>
#include <sched/sched.h>

#include "smp.h"

/* A holder that does not come to an end is asked to pass the lock after so many looks at it. */
#define PATIENCE 2000u
#define CACHE_LINE 64

/* In two cache lines: who asks for a ticket does not disturb those who look whether it is their turn. */
static struct {
    uint32_t next __attribute__((aligned(CACHE_LINE)));
    uint32_t owner __attribute__((aligned(CACHE_LINE))); /* written by the holder only */
    struct cpu *holder;                                  /* likewise */
} lock;

static void wait_for(uint32_t ticket)
{
    unsigned looks = 0;
    /* Acquire: what the last holder wrote is seen behind this. */
    while (__atomic_load_n(&lock.owner, __ATOMIC_ACQUIRE) != ticket) {
        arch_pause();
        if (++looks % PATIENCE != 0) continue;
        const struct cpu *holder = __atomic_load_n(&lock.holder, __ATOMIC_RELAXED);
        if (holder != NULL) smp_kick(holder);
    }
}

void smp_lock(void)
{
    struct cpu *cpu = arch_cpu();
    cpu->waiting = true;
    /* Also orders the mark before the look at `owner`. */
    uint32_t ticket = __atomic_fetch_add(&lock.next, 1, __ATOMIC_SEQ_CST);
    wait_for(ticket);
    cpu->waiting = false;
    cpu->in_kernel = true;
    __atomic_store_n(&lock.holder, cpu, __ATOMIC_RELAXED);
    smp_follow_flushes(cpu);
}

void smp_unlock(void)
{
    arch_cpu()->in_kernel = false;
    /* Release: what we wrote is seen by the next holder. */
    __atomic_store_n(&lock.owner, lock.owner + 1, __ATOMIC_RELEASE);
}

void smp_lock_pass(void)
{
    if (__atomic_load_n(&lock.next, __ATOMIC_RELAXED) == lock.owner + 1) return;
    smp_unlock();
    smp_lock();
}
