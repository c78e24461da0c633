/* SPDX-License-Identifier: MIT */
/*
 * Idling. To sleep and to be woken by an interrupt takes a CPU long, most of all a virtual one. So if the
 * last sleeps were short, it looks for a while whether there is something to do, before it sleeps.
 */
#include <arch/cpu.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <time/tick.h>

#include "smp.h"

/* A sleep that was shorter than this was not worth it. */
#define LOOK_MAX_NS 50000u

/* Waits with its eyes open, and tells whether there is something to do. Interrupts off, but for meanwhile. */
static bool look(struct cpu *cpu)
{
    uint64_t start = arch_timestamp();
    if (cpu->look_counts == 0) return cpu->need_resched;
    cpu->looking = true;
    arch_interrupts_enable();
    while (!cpu->need_resched && arch_timestamp() - start < cpu->look_counts) arch_pause();
    arch_interrupts_disable();
    cpu->looking = false;
    /* Before the last look: whoever sees the mark gone sends an interrupt. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return cpu->need_resched;
}

static void sleep(struct cpu *cpu)
{
    uint64_t start = arch_timestamp();
    arch_wait_for_interrupt();
    arch_interrupts_disable();
    uint64_t length = arch_timestamp() - start;
    cpu->look_counts = clock_timestamp_ns(length) < LOOK_MAX_NS ? 2 * length : 0;
}

/* The idle thread's life, without the kernel lock. */
_Noreturn void sched_idle(void)
{
    arch_interrupts_disable();
    for (;;) {
        struct cpu *cpu = arch_cpu();
        /* Sequentially consistent: the mark goes before the look at what was changed meanwhile. */
        __atomic_store_n(&cpu->waiting, false, __ATOMIC_SEQ_CST);
        smp_follow_flushes(cpu);
        if (cpu->need_resched || !list_empty(&cpu->run_queue)) {
            arch_interrupts_enable();
            thread_yield();
            arch_interrupts_disable();
        }
        cpu->waiting = true;
        if (!look(cpu)) sleep(cpu);
    }
}
