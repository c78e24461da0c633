/* SPDX-License-Identifier: MIT */
/* Registers at an interrupt, a fault or a system call. entry.S pushes them in this order, lowest address
 * first. */
#pragma once

#include <arch/offsets.h>
#include <arch/thread.h>
#include <core/types.h>

struct trap_frame {
    uint64_t r15, r14, r13, r12, rbp, rbx;
    uint64_t r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
    uint64_t vector; /* TRAP_SYSCALL or TRAP_CALL for a system call */
    uint64_t
        error; /* of a fault; of a system call: its number (what Linux calls orig_rax), or its function */
    uint64_t rip, cs, rflags, rsp, ss; /* as the CPU pushes them (Intel SDM vol. 3, 6.14.2) */
};
_Static_assert(sizeof(struct trap_frame) == 22 * 8, "entry.S pushes 22 words");

#define TRAP_SYSCALL 0x100
#define TRAP_REPLACED 0x101 /* in `vector` of a system call that loaded all registers (rt_sigreturn) */
#define TRAP_CALL 0x102     /* a system call by kernel_call: a function instead of a number */

#define RFLAGS_IF (1u << 9) /* Intel SDM vol. 3, 2.3: interrupts are enabled */

#define TRAP_DIVIDE 0
#define TRAP_DEBUG 1
#define TRAP_NMI 2
#define TRAP_BREAKPOINT 3
#define TRAP_OVERFLOW 4
#define TRAP_BOUND 5
#define TRAP_INVALID_OPCODE 6
#define TRAP_DOUBLE_FAULT 8
#define TRAP_GENERAL_PROTECTION 13
#define TRAP_PAGE_FAULT 14
#define TRAP_X87 16
#define TRAP_ALIGNMENT 17
#define TRAP_SIMD 19

/* Page fault error code (Intel SDM vol. 3, 4.7). */
#define FAULT_PRESENT 1u
#define FAULT_WRITE 2u
#define FAULT_FETCH 16u

/** Registers with which a program begins at `entry`: all others are 0, interrupts are enabled. */
static inline void trap_frame_start(struct trap_frame *frame, uint64_t entry, uint64_t stack)
{
    *frame = (struct trap_frame){
        .rip = entry, .cs = SELECTOR_CODE, .rflags = 0x202, .rsp = stack, .ss = SELECTOR_DATA};
}

/** The program's code in the kernel's image: its C library and dynamic linker. */
extern const char __program_text_start[], __program_text_end[];

/** Whether `address` is one of the program's instructions: in its half, or of its code in the kernel's image.
 */
static inline bool trap_program_text(uint64_t address)
{
    uint64_t size = (uint64_t)(__program_text_end - __program_text_start);
    return (int64_t)address >= 0 || address - (uint64_t)__program_text_start < size;
}

/** Whether the frame is of the program (true) or of the kernel. */
static inline bool trap_from_user(const struct trap_frame *frame)
{
    return trap_program_text(frame->rip);
}

/** Whether what the frame is of, on this CPU, could sleep or be preempted there. */
static inline bool trap_preemptible(const struct trap_frame *frame)
{
    return frame->rflags & RFLAGS_IF && arch_preempt_count() == 0;
}

/** A fault or an interrupt, and what a thread with return_work has to do before it goes back to the program:
 * from entry.S, on the thread's kernel stack, with interrupts off before and after. */
void trap_handle(struct trap_frame *frame);
void trap_work(struct trap_frame *frame);
/** Carries out what is left of a system call's way out, behind the instruction with which interrupts come on
 * again. What was held back until then comes just there, and who sent it to stop the program does not do so
 * twice: it must find the program. trap_handle does it.
 */
void trap_finish_leaving(struct trap_frame *frame);

/** Implemented by signal/: turns a fault of the program into a signal of the calling thread. `signal` and
 * `code` are Linux's (SIGSEGV, SEGV_MAPERR, ...), `address` is si_addr. */
void signal_from_fault(struct trap_frame *frame, int signal, int code, uint64_t address);

/** Implemented by signal/: runs, with interrupts enabled, before a thread with return_work goes back to the
 * program. */
void signal_return_work(struct trap_frame *frame);

/** Ends the machine after a crash report for `frame`, verdict "panic". */
_Noreturn void trap_panic(const struct trap_frame *frame, uint64_t fault_address, const char *what);
