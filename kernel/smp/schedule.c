/* SPDX-License-Identifier: MIT */
/*
 * Which CPU runs which thread. A thread that wakes goes where it last ran if that CPU has nothing to do, else
 * to the one with the least to do. A CPU that runs out of threads takes one that waits elsewhere, and a
 * thread whose time slice ends moves on where that makes the queues more even.
 */
#include <arch/cpu.h>
#include <sched/sched.h>
#include <sched/thread.h>

#include "smp.h"

static uint64_t bit(const struct cpu *cpu)
{
    return 1ull << cpu->id;
}

static bool allowed(const struct thread *thread, const struct cpu *cpu)
{
    return sched_affinity(thread) & bit(cpu);
}

/* How many threads want this CPU. */
static unsigned load(const struct cpu *cpu)
{
    return cpu->queued + (cpu->current != cpu->idle);
}

/* The CPU with the least to do of those that are allowed, `preferred` (may be NULL) if none has less. */
static struct cpu *least_loaded(const struct thread *thread, struct cpu *preferred)
{
    struct cpu *best = preferred != NULL && allowed(thread, preferred) ? preferred : NULL;
    for (unsigned i = 0; i < smp_cpu_count && (best == NULL || load(best) != 0); i++) {
        struct cpu *cpu = smp_cpus[i];
        if (allowed(thread, cpu) && (best == NULL || load(cpu) < load(best))) best = cpu;
    }
    return best;
}

/* The thread will run on `cpu`. Its vector registers may still be those in the CPU where it ran before, and
 * will be out of date when it comes back. */
static void move(struct thread *thread, struct cpu *cpu)
{
    if (thread->cpu == cpu) return;
    if (thread->cpu != NULL && thread->cpu->fpu_owner == thread) thread->cpu->fpu_owner = NULL;
    thread->cpu = cpu;
}

static void queue(struct thread *thread, struct cpu *cpu)
{
    move(thread, cpu);
    list_add_tail(&cpu->run_queue, &thread->run_node);
    cpu->queued++;
}

/* What waits in another CPU's queue needs that CPU's attention only if it idles, or runs a thread without an
 * end. */
static void announce(struct cpu *cpu)
{
    if (cpu == arch_cpu())
        sched_contend();
    else if (cpu->current == cpu->idle || cpu->slice_end_ns == UINT64_MAX)
        smp_kick(cpu);
}

void sched_enqueue(struct thread *thread)
{
    struct cpu *cpu = least_loaded(thread, thread->cpu != NULL ? thread->cpu : arch_cpu());
    queue(thread, cpu);
    announce(cpu);
}

void sched_requeue(struct thread *thread)
{
    struct cpu *own = arch_cpu(), *best = least_loaded(thread, own);
    /* The thread still counts as one of our own. */
    if (allowed(thread, own) && load(best) + 1 >= load(own)) best = own;
    queue(thread, best);
    if (best != own) announce(best);
}

static struct thread *take_from(struct cpu *from, const struct cpu *for_cpu)
{
    LIST_FOREACH(&from->run_queue, node)
    {
        struct thread *thread = list_entry(node, struct thread, run_node);
        if (!allowed(thread, for_cpu)) continue;
        list_remove(node);
        from->queued--;
        return thread;
    }
    return NULL;
}

struct thread *sched_pick(struct cpu *cpu)
{
    struct thread *thread = take_from(cpu, cpu);
    for (unsigned i = 0; i < smp_cpu_count && thread == NULL; i++)
        if (smp_cpus[i] != cpu) thread = take_from(smp_cpus[i], cpu);
    if (thread != NULL) move(thread, cpu);
    return thread;
}

void sched_notice(struct thread *thread)
{
    if (thread->running && thread->cpu != arch_cpu()) smp_kick(thread->cpu);
}

unsigned sched_cpu_count(void)
{
    return MAX(smp_cpu_count, 1u);
}

struct cpu *sched_cpu(unsigned number)
{
    return smp_cpu_count == 0 ? arch_cpu() : smp_cpus[number];
}

static uint64_t all_cpus(void)
{
    return smp_cpu_count == 0 ? 1 : UINT64_MAX >> (64 - smp_cpu_count);
}

uint64_t sched_affinity(const struct thread *thread)
{
    uint64_t all = all_cpus();
    return thread->affinity & all ? thread->affinity & all : all;
}

/* With the scheduler's lock. */
void sched_set_affinity(struct thread *thread, uint64_t cpus)
{
    thread->affinity = cpus;
    struct cpu *cpu = thread->cpu;
    if (cpu == NULL || allowed(thread, cpu)) return;
    if (thread->running) {
        /* Goes to another queue from there. */
        cpu->need_resched = true;
        if (cpu != arch_cpu()) smp_kick(cpu);
    } else if (!list_empty(&thread->run_node)) {
        list_remove(&thread->run_node);
        cpu->queued--;
        sched_enqueue(thread);
    }
}
