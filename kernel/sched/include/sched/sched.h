/* SPDX-License-Identifier: MIT */
/* The scheduler, as boot, traps and time see it. */
#pragma once

#include <core/types.h>

struct cpu;
struct thread;

/** The calling context becomes this CPU's idle thread. First of all calls. */
void sched_init(void);
/** Empties the queue of a CPU that is about to start. */
void sched_cpu_init(struct cpu *cpu);
/** Runs other threads for ever; the idle thread's life. */
_Noreturn void sched_idle(void);
/** Lets another thread run if one is due and this one may be preempted. Called on the way out of interrupts.
 */
void sched_preempt(void);
/** The timer interrupt says that the running thread's time slice may be over. */
void sched_tick(uint64_t now_ns);
/** The time at which sched_tick is wanted, or UINT64_MAX: nobody else wants to run. */
uint64_t sched_next_tick(void);
/** First thing in the context of a thread that was switched in, interrupts off. */
void sched_finish_switch(void);
/** The most of it. */
void sched_end_switch(void);

/*
 * What the component smp replaces besides sched_finish_switch and sched_idle, to choose among CPUs. The first
 * four are called with the scheduler's lock held and interrupts off.
 */
/** Queues a thread that became runnable and does not run, and sees to it that its CPU notices. */
void sched_enqueue(struct thread *thread);
/** Queues the running thread, which goes on later. */
void sched_requeue(struct thread *thread);
/** Takes the next thread to run on this CPU, `cpu`, off the queue; NULL: there is none. The current one is
 * about to be switched out. */
struct thread *sched_pick(struct cpu *cpu);
/** `thread` has return_work: if it runs the program on another CPU, that one is to look. */
void sched_notice(struct thread *thread);
/** The CPUs of the machine that run threads, 1 to 64, and those on which a thread may run, a bit each. */
unsigned sched_cpu_count(void);
struct cpu *sched_cpu(unsigned number);
uint64_t sched_affinity(const struct thread *thread);
/** With the scheduler's lock. `cpus` has one that there is. */
void sched_set_affinity(struct thread *thread, uint64_t cpus);

/** Another CPU made this one enter the kernel: looks whether a thread waits. Interrupts off. */
void sched_kicked(void);

/** Somebody waits for this CPU: makes sure that the running thread's slice ends, or, if it idles, that it
 * stops idling. With the scheduler's lock. */
void sched_contend(void);

/** How long this CPU idled up to when the calling thread was switched in, in counts of the time stamp
 * counter. */
uint64_t sched_idle_counts(void);
