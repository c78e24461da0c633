/* SPDX-License-Identifier: MIT */
/* int __clone(int (*function)(void *), void *stack, int flags, void *argument, int *parent_tid, void *tls, int *child_tid): the new
 * thread calls function(argument) on its stack and exits with what it returns. */
    .section .text.__clone, "ax"
    .globl __clone
    .hidden __clone
    .type __clone, @function
__clone:
    /* For the thread: function and argument, at the top of its stack. */
    andq $-16, %rsi
    subq $16, %rsi
    movq %rdi, (%rsi)
    movq %rcx, 8(%rsi)
    /* sys_clone(flags, stack, parent_tid, child_tid, tls) */
    movl %edx, %edi
    movq %r8, %rdx
    movq 8(%rsp), %r10
    movq %r9, %r8
    leaq sys_clone(%rip), %rax
    call kernel_call
    testq %rax, %rax
    jz 1f
    ret
1:  xorl %ebp, %ebp /* call chains end here */
    popq %rax
    popq %rdi
    call *%rax
    movl %eax, %edi
    leaq sys_exit(%rip), %rax
    call kernel_call
    ud2
    .size __clone, . - __clone
    .hidden sys_clone, sys_exit, kernel_call
