/* SPDX-License-Identifier: MIT */
/* In the place of kernel_call of arch/x86_64/call.S: the same with the kernel lock. */
#include <arch/offsets.h>
#include "../../arch/x86_64/registers.inc"

#define ERESTARTSYS 512
#define ERESTARTNOHAND 514

    .section .text.kernel_call, "ax"
    .globl kernel_call
kernel_call:
    popq %rcx

    .globl kernel_call_from
kernel_call_from:
    movq %rsp, %r11
    movq %gs:CPU_KERNEL_STACK_TOP, %rsp
    pushq $SELECTOR_DATA
    pushq %r11
    pushfq
    pushq $SELECTOR_CODE
    pushq %rcx
    pushq %rax
    pushq $TRAP_CALL_VECTOR
    push_registers
    xorl %ebp, %ebp
    movq %rsp, %rdi
    call smp_call
    movq %rax, FRAME_RAX(%rsp)
    /* The lock is given up and interrupts are off, as on the way out. */
    movq %gs:CPU_CURRENT, %rdx
    leaq ERESTARTNOHAND(%rax), %rcx
    cmpq $ERESTARTNOHAND - ERESTARTSYS, %rcx
    ja 1f
    movb $1, THREAD_RETURN_WORK(%rdx)
1:  jmp syscall_return
