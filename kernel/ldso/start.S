/* SPDX-License-Identifier: MIT */
/* Where a program starts whose interpreter is the kernel's dynamic linker: as psABI 3.4.1 says, with arguments, environment
 * and auxiliary vector at the stack pointer. The program's own entry finds them as if it had been started at once. */
    .section .text.ldso_start, "ax", @progbits
    .globl ldso_start
    .hidden ldso_start
    .type ldso_start, @function
ldso_start:
    xor %ebp, %ebp
    mov %rsp, %rdi
    mov %rsp, %rbx
    and $-16, %rsp
    call ldso_main
    mov %rbx, %rsp
    /* A function to be called at exit: there is none, exit knows the destructors. */
    xor %edx, %edx
    jmp *%rax
    .size ldso_start, . - ldso_start
    .section .note.GNU-stack, "", @progbits
