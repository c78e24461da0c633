/* SPDX-License-Identifier: MIT */
/*
 * Several CPUs, inside of the component; docs/cpus.md has the design.
 *
 * One fair lock, the kernel lock, is held by the CPU that runs most of the kernel's code. The program, its C
 * library included, runs without it, so on all CPUs at once. A CPU takes the lock when it enters from the
 * program, and gives it up when it goes back. Whether it is held goes with the thread: a switch of threads
 * keeps the lock if both have it, and else takes or gives it up for the new one. So whatever runs with it is
 * as on one CPU: another CPU gets in only where a switch of threads could have come in between.
 *
 * Without it run the system calls that say so (abi/syscall.h), the interrupt by which CPUs draw each other's
 * attention to threads, the scheduler, and idling. All of these may be interrupted by what takes it, as the
 * program may, but where interrupts are off. So a spin lock of theirs is taken with interrupts off, and
 * whoever holds one never waits for the kernel lock, or for another CPU to follow a change of translations.
 *
 * The fields of struct cpu that are ours:
 *
 *   in_kernel     has the kernel lock; of that CPU only, interrupts off
 *   waiting       touches none of the program's memory until it has followed all changes of translations: it
 *                 idles, or asks for the kernel lock. Written by that CPU, read by the holder of the lock.
 *   halted        sleeps in smp_wait; written by that CPU
 *   looking       idles, but looks at need_resched, so that it needs no interrupt; written by that CPU, read
 *                 under the scheduler's lock
 *   look_counts   for how long it looks before it sleeps, in counts of the time stamp counter; of that CPU
 *   kicks         those that are to look at their threads as soon as it holds no spin lock, a bit each; of
 *                 that CPU, preemption disabled
 *   kick_counts   how long that took since its thread was switched in, in counts of the time stamp counter
 *   ticket        for the kernel lock; written by that CPU
 *   woken         was sent the interrupt that ends its sleep in smp_wait; atomic
 *   spin_turn     the spin lock that it waits for, and its turn (kernel/smp/spin.c); 0: none. Atomic: who is
 *                 awake takes the turn of who sleeps
 *   flushes_seen  how many changes of translations it has followed; written by that CPU
 *   queued        how many threads are in run_queue; under the scheduler's lock
 */
#pragma once

#include <arch/thread.h>

#define CPUS_MAX 64

/** The CPUs that run, in the order in which they started; read without a lock. */
extern struct cpu *smp_cpus[CPUS_MAX];
extern unsigned smp_cpu_count;

/** Takes the kernel lock for this CPU, and gives it up. Interrupts off. */
void smp_lock(void);
void smp_unlock(void);
/** Whether another CPU asks for the lock that this one holds. */
bool smp_lock_wanted(void);
/** Wakes the holder of the lock if it sleeps until this CPU did something. */
void smp_tell_holder(void);

/**
 * Waits until done(cpu): looks for a while, then calls `impatient` (may be NULL), and sleeps, so that a host
 * with fewer CPUs than this guest can give the time to the one that is waited for. Whoever makes it true
 * calls smp_wake for the waiting CPU. Interrupts off; urgent ones are handled meanwhile.
 */
void smp_wait(bool (*done)(const struct cpu *cpu), const struct cpu *cpu, void (*impatient)(void));
void smp_wake(struct cpu *cpu);

/** Makes another CPU look at what it has to do: threads in its queue, work of the running one, the lock that
 * others want. */
void smp_kick(const struct cpu *cpu);
/** Does so with those in here->kicks; this CPU is `here`, and preemption disabled. */
void smp_send_kicks(struct cpu *here);
/** Whether an interrupt is that one. */
bool smp_is_kick(uint64_t vector);
/** Interrupts another CPU, whatever it does, to call smp_urgent there. */
void smp_send_urgent(const struct cpu *cpu);
/** Allocates the interrupts that CPUs send each other. 0 or a negative errno. */
int smp_interrupts_init(void);
/** Handles VECTOR_URGENT, without the kernel lock. */
void smp_urgent(void);
/** Whether this CPU ends the machine: the others have stopped, perhaps with locks that they hold or wait for.
 * NULL: whether none does. */
bool smp_is_last(const struct cpu *cpu);

/** Follows what other CPUs changed in the page tables: with every lock that is taken, since what it guards
 * may be on a kernel stack that was mapped meanwhile, and when told to. Preemption disabled; told: interrupts
 * off. */
void smp_follow_flushes(struct cpu *cpu);
void smp_flush_told(void);

/** Starts a CPU, which begins in smp_enter on the kernel stack of its idle thread. False: it does not answer.
 * At boot, one after the other. */
bool smp_start_cpu(struct cpu *cpu, struct thread *idle);
/** Makes what the CPUs begin in, before the first of them and after the last one. 0 or -ENOMEM. */
int smp_start_prepare(void);
void smp_start_finish(void);
/** From smp_start_cpu's code, on the new CPU, interrupts off. */
_Noreturn void smp_enter(struct cpu *cpu);
