/* SPDX-License-Identifier: MIT */
/* int __set_thread_area(void *pointer): %fs leads to the thread's structure. */
    .set ARCH_SET_FS, 0x1002
    .section .text.__set_thread_area, "ax"
    .globl __set_thread_area
    .hidden __set_thread_area
    .type __set_thread_area, @function
__set_thread_area:
    movq %rdi, %rsi
    movl $ARCH_SET_FS, %edi
    leaq sys_arch_prctl(%rip), %rax
    call kernel_call
    ret
    .size __set_thread_area, . - __set_thread_area
    .hidden sys_arch_prctl, kernel_call
