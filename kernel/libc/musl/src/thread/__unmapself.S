/* SPDX-License-Identifier: MIT */
/* void __unmapself(void *stack, size_t size): unmaps the stack on which it runs, and ends the thread. So no instruction may use the
 * stack once sys_munmap has returned: places to return to are passed in a register. */
    .section .text.__unmapself, "ax"
    .globl __unmapself
    .type __unmapself, @function
__unmapself:
    leaq sys_munmap(%rip), %rax
    leaq 1f(%rip), %rcx
    jmp kernel_call_from
1:  xorl %edi, %edi
    leaq sys_exit(%rip), %rax
    leaq 2f(%rip), %rcx
    jmp kernel_call_from
2:  ud2
    .size __unmapself, . - __unmapself
    .hidden sys_munmap, sys_exit, kernel_call_from
