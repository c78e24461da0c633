/* SPDX-License-Identifier: MIT */
/*
 * long __syscall_cp_asm(volatile int *cancel, long n, long a, long b, long c, long d, long e, long f): a system call at which the thread
 * can be cancelled. The handler of the cancellation signal compares the interrupted instruction with __cp_begin and __cp_end: between
 * them the call has not happened (or will be repeated), and the thread goes to __cp_cancel. An interrupted call shows the instruction
 * behind kernel_call, __cp_end, when it is done, and that of the call itself when it is to be repeated.
 */
    .section .text.__syscall_cp_asm, "ax"
    .globl __syscall_cp_asm, __cp_begin, __cp_end, __cp_cancel
    .hidden __syscall_cp_asm, __cp_begin, __cp_end, __cp_cancel, __cancel, kernel_call
    .type __syscall_cp_asm, @function
__syscall_cp_asm:
__cp_begin:
    cmpl $0, (%rdi)
    jne __cp_cancel
    movq %rsi, %rax
    movq %rdx, %rdi
    movq %rcx, %rsi
    movq %r8, %rdx
    movq %r9, %r10
    movq 8(%rsp), %r8
    movq 16(%rsp), %r9
    call kernel_call
__cp_end:
    ret
__cp_cancel:
    jmp __cancel
    .size __syscall_cp_asm, . - __syscall_cp_asm
