/* SPDX-License-Identifier: MIT */
/* In the place of kernel_call of arch/x86_64/call.S: the same with the kernel lock. */
#include <arch/offsets.h>
#include "../../arch/x86_64/registers.inc"

    .section .text.kernel_call, "ax"
    .globl kernel_call
kernel_call:
    popq %rcx

    .globl kernel_call_from
kernel_call_from:
    push_call_frame
    movq %rsp, %rdi
    call smp_call
    /* The lock is given up and interrupts are off, as on the way out. */
    finish_call
