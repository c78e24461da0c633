/* SPDX-License-Identifier: MIT */
/*
 * Every way into the running kernel.
 *
 * Program and kernel share ring 0, so the CPU does not change stacks by itself, and programs use the 128 bytes below their
 * stack pointer (the red zone, psABI 3.2.2). Hence faults and interrupts enter on an IST stack, and from there move to the
 * thread's kernel stack at once: below the interrupted stack pointer when that was on the kernel stack, else at its top. The IST
 * stack is free again after a dozen instructions, during which interrupts are off. %gs is always the kernel's (struct cpu).
 */
#include <arch/offsets.h>
#include "registers.inc"

    .section .text.entry, "ax"
    .code64

/* One stub per vector, TRAP_STUB_SIZE bytes apart. Vectors for which the CPU pushes no error code get a zero. */
    .globl trap_stubs
trap_stubs:
    .set vector, 0
    .rept VECTOR_COUNT
    .org trap_stubs + vector * TRAP_STUB_SIZE
    .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
    pushq $0
    .endif
    pushq $vector
    jmp trap_entry
    .set vector, vector + 1
    .endr

/* On the IST stack, upwards: vector, error, rip, cs, rflags, rsp, ss. */
trap_entry:
    pushq %rax
    pushq %rcx
    cld
    movq 56(%rsp), %rax /* the interrupted rsp */
    movq %gs:CPU_KERNEL_STACK_TOP, %rcx
    subq %rax, %rcx
    cmpq $STACK_SIZE, %rcx
    jb 1f
    movq %gs:CPU_KERNEL_STACK_TOP, %rax
1:  andq $-16, %rax
    movq %rsp, %rcx
    movq %rax, %rsp
    pushq 64(%rcx) /* ss */
    pushq 56(%rcx) /* rsp */
    pushq 48(%rcx) /* rflags */
    pushq 40(%rcx) /* cs */
    pushq 32(%rcx) /* rip */
    pushq 24(%rcx) /* error */
    pushq 16(%rcx) /* vector */
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq (%rcx)  /* rcx */
    pushq 8(%rcx) /* rax */
    /* QEMU enters on an IST stack with a null SS. It keeps translated code by the kind of SS, too, so that everything which runs
     * for the first time in a trap would be translated once more. */
    movl $SELECTOR_DATA, %eax
    movl %eax, %ss
    call save_rest
    movq %rsp, %rdi
    call trap_handler

    .globl trap_return
/* rsp -> struct trap_frame. Loads all of it. */
trap_return:
    cli
    pop_registers
    addq $16, %rsp
    iretq

/* Pushes r8 to r15, rbx and rbp in the frame's order under the return address, which it keeps on top. */
save_rest:
    xchgq %r8, (%rsp) /* r8 saved, return address in r8 */
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    xorl %ebp, %ebp /* backtraces end here */
    jmp *%r8

/* The program's `syscall`: rcx is its rip, r11 its rflags; interrupts are off by SFMASK. */
    .globl syscall_entry
syscall_entry:
    movq %rsp, %gs:CPU_SCRATCH
    movq %gs:CPU_KERNEL_STACK_TOP, %rsp
    pushq $SELECTOR_DATA
    pushq %gs:CPU_SCRATCH
    pushq %r11
    pushq $SELECTOR_CODE
    pushq %rcx
    pushq %rax /* error: the number, for restarts */
    pushq $TRAP_SYSCALL_VECTOR
    sti
    push_registers
    xorl %ebp, %ebp
    movq %rsp, %rdi
    call syscall_dispatch

/* rsp -> the frame of a system call that has its result. */
    .globl syscall_return
syscall_return:
    cli
    movq %gs:CPU_CURRENT, %rax
    cmpb $0, THREAD_RETURN_WORK(%rax)
    jne syscall_work
    cmpl $TRAP_REPLACED_VECTOR, FRAME_VECTOR(%rsp)
    je trap_return /* rt_sigreturn put other registers in place: load rcx and r11 as well */

    pop_registers
    /* sysret would go to ring 3, and iretq is slow. Flags first, on this stack, then rsp, then rip. */
    movq 16(%rsp), %rcx
    pushq 32(%rsp)
    popfq
    .globl syscall_leaving
syscall_leaving: /* see trap_finish_leaving */
    movq 40(%rsp), %rsp
    .globl syscall_left
syscall_left:
    jmp *%rcx

syscall_work:
    movq %rsp, %rdi
    call trap_return_work
    jmp trap_return

/* The first return of a new thread of the program: rsp -> its frame, on top of its kernel stack. */
    .globl thread_user_start
thread_user_start:
    xorl %ebp, %ebp
    call sched_finish_switch
    movq %rsp, %rdi
    call trap_first_return
    jmp trap_return

/* _Noreturn void enter_user(const struct trap_frame *frame), interrupts off: moves the frame, which lies further down, to the top
 * of the kernel stack. */
    .globl enter_user
enter_user:
    xorl %ebp, %ebp
    movq %gs:CPU_KERNEL_STACK_TOP, %rsp
    .set word, FRAME_SIZE
    .rept FRAME_SIZE / 8
    .set word, word - 8
    pushq word(%rdi)
    .endr
    movq %rsp, %rdi
    call trap_first_return
    jmp trap_return

/* The first code of a kernel thread: r12 is its function, r13 the argument. */
    .globl thread_kernel_start
thread_kernel_start:
    xorl %ebp, %ebp
    call sched_finish_switch
    sti
    movq %r13, %rdi
    call *%r12
    call thread_exit
    ud2

/* void arch_switch_stacks(struct thread *from, struct thread *to) */
    .globl arch_switch_stacks
arch_switch_stacks:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, THREAD_RSP(%rdi)
    movq THREAD_RSP(%rsi), %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
