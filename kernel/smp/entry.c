/* SPDX-License-Identifier: MIT */
/* The kernel lock around the ways into the kernel, but for what does without: these take the place of what
 * entry.S calls. */
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/syscall.h>
#include <sched/sched.h>
#include <syscall/dispatch.h>
#include <time/clock.h>
#include <time/tick.h>

#include "smp.h"

#define PASS_AGAIN_NS (200 * NS_PER_US)

extern const char __unlocked_start[], __unlocked_end[];
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

/* Another CPU draws our attention to something, and we do not have the kernel lock. */
static void kicked(struct trap_frame *frame)
{
    trap_finish_leaving(frame);
    sched_kicked();
    interrupt_end();
    /* Idling looks by itself, after it has followed what it missed. */
    if (arch_cpu()->current == arch_cpu()->idle || !(frame->rflags & RFLAGS_IF)) return;
    sched_preempt();
    if (trap_from_user(frame) && thread_current()->return_work) trap_return_work(frame);
}

void trap_handler(struct trap_frame *frame)
{
    if (frame->vector == VECTOR_URGENT) {
        smp_urgent();
    } else if (frame->vector == VECTOR_SPURIOUS) {
        /* Comes for what interrupt_only_urgent held back at the last moment, so also while we wait for the
         * lock: it must not ask for it once more. */
        return;
    } else if (!arch_cpu()->in_kernel && smp_is_kick(frame->vector)) {
        kicked(frame);
    } else if (!arch_cpu()->in_kernel) {
        smp_lock();
        trap_handle(frame);
        smp_unlock();
    } else {
        trap_handle(frame);
        /* What it held back, since the interrupted code has a spin lock. */
        if (unlikely(arch_cpu()->kicks != 0)) smp_send_kicks(arch_cpu());
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

/* Whether a system call is SYSCALL_UNLOCKED (abi/syscall.h). */
static bool does_without(syscall_function function)
{
    return (uintptr_t)function - (uintptr_t)__unlocked_start < (uintptr_t)(__unlocked_end - __unlocked_start);
}

void syscall_dispatch(struct trap_frame *frame)
{
    syscall_function function = syscall_find(arch_syscall_number(frame));
    if (does_without(function)) {
        syscall_run(frame, function);
        return;
    }
    enter();
    syscall_run(frame, function);
    leave();
}

/* From call.S: a system call by function. */
long smp_call(struct trap_frame *frame)
{
    syscall_function function = (syscall_function)frame->error;
    if (does_without(function)) return arch_syscall_invoke(frame, function);
    enter();
    long result = arch_syscall_invoke(frame, function);
    leave();
    return result;
}

/* A thread goes to the program for the first time. */
void trap_first_return(struct trap_frame *frame)
{
    trap_work(frame);
    smp_unlock();
}
