/* SPDX-License-Identifier: MIT */
/*
 * System calls of the C library in the kernel's image: calls of functions instead of numbers in a register.
 *
 * It runs as part of the program and so on a stack that may end, be unmapped, or fault; the kernel's functions run on the thread's
 * kernel stack. No instruction here needs interrupts to be off on the way in: %gs leads to the thread that runs at each of them, and
 * once rsp is the kernel stack's top, an interrupt puts its frame below it.
 */
#include <arch/offsets.h>
#include "registers.inc"

    .section .text.kernel_call, "ax"
/* rax -> the function, arguments in rdi, rsi, rdx, r10, r8, r9 as for `syscall`. Result in rax; rcx and r11 are lost. Five bytes of
 * call instruction behind which it returns are what goes back to ask again (ARCH_CALL_INSTRUCTION_SIZE). */
    .weak kernel_call /* the component smp has its own */
kernel_call:
    popq %rcx

/* The same with the place to return to in rcx, for those whose stack goes away. */
    .weak kernel_call_from
kernel_call_from:
    push_call_frame
    movq %r10, %rcx
    call *%rax
    finish_call
