/* SPDX-License-Identifier: MIT */
/*
 * Several CPUs, inside of the component; docs/cpus.md has the design.
 *
 * One fair lock, the kernel lock, is held by the CPU that runs kernel code. The program, its C library
 * included, runs without it, so on all CPUs at once. A CPU takes the lock when it enters from the program or
 * from idling, keeps it over switches of threads, and gives it up when it goes back. So whatever the kernel
 * does is as on one CPU: another CPU gets in only where a switch of threads could have come in between.
 *
 * The fields of struct cpu that are ours:
 *
 *   in_kernel     has the kernel lock; of that CPU only, interrupts off
 *   waiting       runs neither the program nor kernel code, and takes the kernel lock before it does: it
 *                 idles, or asks for the lock. Written by that CPU, read by the holder of the lock.
 *   halted        sleeps in smp_wait; written by that CPU
 *   ticket        for the kernel lock; written by that CPU
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
void smp_wake(const struct cpu *cpu);

/** Lets another CPU enter the kernel, to look at what it has to do. */
void smp_kick(const struct cpu *cpu);
/** Interrupts another CPU, whatever it does, to call smp_urgent there. */
void smp_send_urgent(const struct cpu *cpu);
/** Allocates the interrupts that CPUs send each other. 0 or a negative errno. */
int smp_interrupts_init(void);
/** Handles VECTOR_URGENT, without the kernel lock. */
void smp_urgent(void);

/** Follows what other CPUs changed in the page tables: with the kernel lock, and when told to. */
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
