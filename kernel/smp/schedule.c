/* SPDX-License-Identifier: MIT */
/*
 * Which CPU runs which thread. A thread that wakes goes where it last ran if that CPU has nothing to do, else
 * to the one with the least to do. A CPU that runs out of threads takes one that waits elsewhere, and a
 * thread whose time slice ends moves on where that makes the queues more even.
 *
 * Two threads that hand each other little to do stay on one CPU: before another one were awake, the one that
 * wakes would have gone to sleep.
 */
#include <arch/cpu.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <time/clock.h>
#include <time/tick.h>

#include "schedule.h"
#include "smp.h"

/* What it takes to wake a CPU that sleeps, about. */
#define QUICK_NS (50 * NS_PER_US)
static uint64_t quick_counts; /* the same in counts of the time stamp counter */

void schedule_init(void)
{
    const uint64_t some = 1u << 20;
    quick_counts = QUICK_NS * some / MAX(clock_timestamp_ns(some), 1ul);
}

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

/* When no spin lock is held any more, since it takes long, and who is woken will want the same ones. */
static void kick(const struct cpu *cpu)
{
    arch_cpu()->kicks |= bit(cpu);
}

void smp_send_kicks(struct cpu *here)
{
    uint64_t start = arch_timestamp(), kicks = __atomic_exchange_n(&here->kicks, 0, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (kicks & bit(smp_cpus[i])) smp_kick(smp_cpus[i]);
    /* Threads that are on two CPUs, and need not be, spend most of their time with this. */
    here->kick_counts += arch_timestamp() - start;
}

/* What waits in another CPU's queue needs that CPU's attention only if it idles and does not look by itself,
 * or runs a thread without an end. */
static void announce(struct cpu *cpu)
{
    if (cpu == arch_cpu()) {
        sched_contend();
    } else if (cpu->current == cpu->idle) {
        cpu->need_resched = true;
        /* Between the two: who sees no mark there sees that there is something to do. */
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        if (!cpu->looking) kick(cpu);
    } else if (cpu->slice_end_ns == UINT64_MAX) {
        kick(cpu);
    }
}

/* Whether what this CPU runs has run for a short time only. */
static bool ran_shortly(const struct cpu *here)
{
    return arch_timestamp() - here->current->switched_in - here->kick_counts < quick_counts;
}

/* Whether a thread is to run on a CPU as soon as the one that runs there sleeps, since that is so soon. */
static bool runs_soon(const struct thread *thread, const struct cpu *cpu)
{
    return thread->quick >= QUICK_ENOUGH && cpu->current->quick >= QUICK_ENOUGH &&
           cpu->current != cpu->idle && ran_shortly(cpu);
}

void sched_enqueue(struct thread *thread)
{
    struct cpu *here = arch_cpu();
    bool answers = here->current->waker == thread;
    bool stays = answers && here->queued == 0 && allowed(thread, here) && runs_soon(thread, here);
    thread->waker = here->current;
    struct cpu *cpu = stays ? here : least_loaded(thread, thread->cpu != NULL ? thread->cpu : here);
    queue(thread, cpu);
    announce(cpu);
}

void sched_requeue(struct thread *thread)
{
    struct cpu *own = arch_cpu(), *best = least_loaded(thread, own);
    /* The thread still counts as one of our own. */
    if (allowed(thread, own) && load(best) + 1 >= load(own)) best = own;
    /* A host that stopped this CPU may have had the time. */
    thread->quick = quick_after(thread->quick, false);
    if (allowed(thread, own) && own->queued == 1 && thread->quick >= QUICK_ENOUGH) best = own;
    queue(thread, best);
    if (best != own) announce(best);
}

static struct thread *take_from(struct cpu *from, const struct cpu *for_cpu)
{
    LIST_FOREACH(&from->run_queue, node)
    {
        struct thread *thread = list_entry(node, struct thread, run_node);
        if (!allowed(thread, for_cpu) || (from != for_cpu && from->queued == 1 && runs_soon(thread, from)))
            continue;
        list_remove(node);
        from->queued--;
        return thread;
    }
    return NULL;
}

struct thread *sched_pick(struct cpu *cpu)
{
    struct thread *from = cpu->current;
    from->unlocked = !cpu->in_kernel;
    if (from->state == THREAD_SLEEPING) from->quick = quick_after(from->quick, ran_shortly(cpu));
    cpu->kick_counts = 0;
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
