/* SPDX-License-Identifier: MIT */
/* Where a signal handler returns to: the stack pointer is where sys_rt_sigreturn finds the frame. */
    .section .text.__restore_rt, "ax"
    .globl __restore_rt, __restore
    .hidden __restore_rt, __restore, kernel_call, sys_rt_sigreturn
    .type __restore_rt, @function
__restore:
__restore_rt:
    leaq sys_rt_sigreturn(%rip), %rax
    call kernel_call
    ud2
    .size __restore_rt, . - __restore_rt
