/* SPDX-License-Identifier: MIT */
/* The kernel lock around every way into the kernel: these take the place of what entry.S calls. */
#include <arch/cpu.h>
#include <arch/syscall.h>
#include <sched/sched.h>
#include <time/clock.h>
#include <time/tick.h>

#include "smp.h"

#define PASS_AGAIN_NS (200 * NS_PER_US)

void syscall_run(struct trap_frame *frame);
void syscall_dispatch(struct trap_frame *frame);
void trap_handler(struct trap_frame *frame);
void trap_return_work(struct trap_frame *frame);
long smp_call(struct trap_frame *frame);
void trap_first_return(struct trap_frame *frame);

/* Lets others have the lock in between if a switch of threads could have been here, else tries again soon. */
static void pass(const struct trap_frame *frame)
{
    if (trap_preemptible(frame)) {
        smp_unlock();
        smp_lock();
    } else {
        tick_program(clock_monotonic_ns() + PASS_AGAIN_NS);
    }
}

void trap_handler(struct trap_frame *frame)
{
    if (frame->vector == VECTOR_URGENT) {
        smp_urgent();
    } else if (frame->vector == VECTOR_SPURIOUS) {
        /* Comes for what interrupt_only_urgent held back at the last moment, so also while we wait for the
         * lock: it must not ask for it once more. */
        return;
    } else if (!arch_cpu()->in_kernel) {
        smp_lock();
        trap_handle(frame);
        smp_unlock();
    } else {
        trap_handle(frame);
        if (smp_lock_wanted()) pass(frame);
    }
}

void trap_return_work(struct trap_frame *frame)
{
    smp_lock();
    trap_work(frame);
    smp_unlock();
}

static void enter(void)
{
    arch_interrupts_disable();
    smp_lock();
    arch_interrupts_enable();
}

static void leave(void)
{
    arch_interrupts_disable();
    smp_unlock();
}

void syscall_dispatch(struct trap_frame *frame)
{
    enter();
    syscall_run(frame);
    leave();
}

/* From call.S: a system call by function. */
long smp_call(struct trap_frame *frame)
{
    enter();
    long result = arch_syscall_invoke(frame, (syscall_function)frame->error);
    leave();
    return result;
}

/* A thread goes to the program for the first time. */
void trap_first_return(struct trap_frame *frame)
{
    trap_work(frame);
    smp_unlock();
}

/* The idle thread's life, with the kernel lock but for the time in which there is nothing to do. */
_Noreturn void sched_idle(void)
{
    arch_interrupts_disable();
    smp_lock();
    for (;;) {
        struct cpu *cpu = arch_cpu();
        if (cpu->need_resched || !list_empty(&cpu->run_queue)) {
            arch_interrupts_enable();
            thread_yield();
            arch_interrupts_disable();
        } else {
            /* Before the lock is free, so that nobody who has it then waits for us. */
            cpu->waiting = true;
            smp_unlock();
            arch_wait_for_interrupt();
            arch_interrupts_disable();
            smp_lock();
        }
    }
}
