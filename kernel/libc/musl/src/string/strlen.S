/* SPDX-License-Identifier: MIT */
/* size_t strlen(const char *string): 16 bytes at a time from aligned addresses, which never reach into a page without bytes of the
 * string, 64 at a time once it is longer. With AVX2 twice as many. */
    .cfi_sections .debug_frame
    .section .text.strlen, "ax"
    .globl strlen
    .hidden libc_has_avx2
    .type strlen, @function
    .balign 16
strlen:
    .cfi_startproc
    cmpb $0, libc_has_avx2(%rip)
    jne .Lwide
    movq %rdi, %rax
    andq $-16, %rax
    movl %edi, %ecx
    andl $15, %ecx
    pxor %xmm0, %xmm0
    movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    /* What is before the string does not count. */
    shrl %cl, %edx
    testl %edx, %edx
    jne .Lfirst
1:  addq $16, %rax
    testb $48, %al
    je .Lby_64
    movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    testl %edx, %edx
    je 1b
.Lfound:
    bsfl %edx, %edx
    addq %rdx, %rax
    subq %rdi, %rax
    ret
.Lfirst:
    bsfl %edx, %eax
    ret

.Lby_64:
    /* The least of the four bytes at the same place is zero if one of them is. */
    movdqa (%rax), %xmm1
    movdqa 32(%rax), %xmm2
    pminub 16(%rax), %xmm1
    pminub 48(%rax), %xmm2
    pminub %xmm2, %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    addq $64, %rax
    testl %edx, %edx
    je .Lby_64
    subq $64, %rax
2:  movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    testl %edx, %edx
    jne .Lfound
    addq $16, %rax
    jmp 2b

/* With registers of 32 bytes the same, 128 at a time. */
.Lwide:
    movq %rdi, %rax
    andq $-32, %rax
    movl %edi, %ecx
    andl $31, %ecx
    vpxor %xmm0, %xmm0, %xmm0
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    shrl %cl, %edx
    testl %edx, %edx
    jne .Lwide_first
    /* One by one first, since most strings are short. */
    movl $4, %ecx
3:  addq $32, %rax
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    jne .Lwide_found
    decl %ecx
    jne 3b
5:  addq $32, %rax
    testb $96, %al
    je .Lby_128
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    je 5b
.Lwide_found:
    bsfl %edx, %edx
    addq %rdx, %rax
    subq %rdi, %rax
    vzeroupper
    ret
.Lwide_first:
    bsfl %edx, %eax
    vzeroupper
    ret

.Lby_128:
    vmovdqa (%rax), %ymm1
    vpminub 32(%rax), %ymm1, %ymm1
    vmovdqa 64(%rax), %ymm2
    vpminub 96(%rax), %ymm2, %ymm2
    vpminub %ymm1, %ymm2, %ymm1
    vpcmpeqb %ymm0, %ymm1, %ymm1
    vpmovmskb %ymm1, %edx
    subq $-128, %rax
    testl %edx, %edx
    je .Lby_128
    addq $-128, %rax
4:  vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    jne .Lwide_found
    addq $32, %rax
    jmp 4b
    .cfi_endproc
    .size strlen, . - strlen
