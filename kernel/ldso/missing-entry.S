/* SPDX-License-Identifier: MIT */
/*
 * Where the stubs of missing functions go to (missing.c), with their number on the stack above the return address. The
 * arguments (psABI, 3.2.3: rdi, rsi, rdx, rcx, r8, r9, the count in al, the static chain in r10, xmm0 to xmm7) are kept
 * for the function that may have been found meanwhile.
 */
    .section .text.ldso_missing_entry, "ax", @progbits
    .globl ldso_missing_entry
    .hidden ldso_missing_entry
    .type ldso_missing_entry, @function
ldso_missing_entry:
    push %rax
    push %rdi
    push %rsi
    push %rdx
    push %rcx
    push %r8
    push %r9
    push %r10
    sub $128, %rsp
    movaps %xmm0, (%rsp)
    movaps %xmm1, 16(%rsp)
    movaps %xmm2, 32(%rsp)
    movaps %xmm3, 48(%rsp)
    movaps %xmm4, 64(%rsp)
    movaps %xmm5, 80(%rsp)
    movaps %xmm6, 96(%rsp)
    movaps %xmm7, 112(%rsp)
    mov 192(%rsp), %edi
    call ldso_missing_called
    mov %rax, %r11
    movaps (%rsp), %xmm0
    movaps 16(%rsp), %xmm1
    movaps 32(%rsp), %xmm2
    movaps 48(%rsp), %xmm3
    movaps 64(%rsp), %xmm4
    movaps 80(%rsp), %xmm5
    movaps 96(%rsp), %xmm6
    movaps 112(%rsp), %xmm7
    add $128, %rsp
    pop %r10
    pop %r9
    pop %r8
    pop %rcx
    pop %rdx
    pop %rsi
    pop %rdi
    pop %rax
    add $8, %rsp
    jmp *%r11
    .size ldso_missing_entry, . - ldso_missing_entry
    .section .note.GNU-stack, "", @progbits
