/* SPDX-License-Identifier: MIT */
/* How system calls pass their values in the registers (System V psABI for x86-64,
 * A.2.1), for portable code. */
#pragma once

#include <abi/errno.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <sched/thread.h>

typedef long (*syscall_function)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

/** How long the instruction `syscall` is, and `call` of kernel_call: going back by it makes the program ask
 * again. */
#define ARCH_SYSCALL_INSTRUCTION_SIZE 2
#define ARCH_CALL_INSTRUCTION_SIZE 5

#define ARCH_MACHINE_NAME "x86_64"

static inline uint32_t arch_syscall_number(const struct trap_frame *frame)
{
    return (uint32_t)frame->error;
}

static inline long arch_syscall_invoke(const struct trap_frame *frame, syscall_function function)
{
    return function(frame->rdi, frame->rsi, frame->rdx, frame->r10, frame->r8, frame->r9);
}

static inline void arch_syscall_set_result(struct trap_frame *frame, long result)
{
    frame->rax = (uint64_t)result;
}

/** What the system call whose end `frame` shows returned; 0 where the frame is not of a system call (of an
 * interrupt, or filled by rt_sigreturn), so that no register is mistaken for a result. */
static inline long arch_syscall_result(const struct trap_frame *frame)
{
    return frame->vector == TRAP_SYSCALL || frame->vector == TRAP_CALL ? (long)frame->rax : 0;
}

/** Makes the program enter the same system call again. */
static inline void arch_syscall_restart(struct trap_frame *frame)
{
    frame->rax = frame->error;
    frame->rip -= frame->vector == TRAP_CALL ? ARCH_CALL_INSTRUCTION_SIZE : ARCH_SYSCALL_INSTRUCTION_SIZE;
}

/** Says that the frame's registers are not those with which a system call was entered any more. */
static inline void arch_frame_replaced(struct trap_frame *frame)
{
    frame->vector = TRAP_REPLACED;
}

static inline uint64_t arch_frame_stack(const struct trap_frame *frame)
{
    return frame->rsp;
}
static inline void arch_frame_set_stack(struct trap_frame *frame, uint64_t stack)
{
    frame->rsp = stack;
}

/** The TLS base of a thread that does not run. */
static inline void arch_thread_set_tls(struct thread *thread, uint64_t base)
{
    thread->arch.fs_base = base;
}
static inline uint64_t arch_current_tls(void)
{
    return arch_fs_base();
}
