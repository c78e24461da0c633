/* SPDX-License-Identifier: MIT */
/* void *memchr(const void *memory, int byte, size_t size): 16 bytes at a time from aligned addresses, 64 while there are so many,
 * with AVX2 twice as many. */
    .cfi_sections .debug_frame
    .section .text.memchr, "ax"
    .globl memchr
    .hidden libc_has_avx2
    .type memchr, @function
    .balign 16
memchr:
    .cfi_startproc
    testq %rdx, %rdx
    je .Lnone
    movd %esi, %xmm0
    cmpb $0, libc_has_avx2(%rip)
    jne .Lwide
    punpcklbw %xmm0, %xmm0
    punpcklwd %xmm0, %xmm0
    pshufd $0, %xmm0, %xmm0
    /* r8: behind the last byte; sizes that reach around the end of the address space mean "until it is .Lfound". */
    movq %rdi, %r8
    addq %rdx, %r8
    sbbq %rcx, %rcx
    orq %rcx, %r8
    movq %rdi, %rax
    andq $-16, %rax
    movl %edi, %ecx
    andl $15, %ecx
    movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    shrl %cl, %edx
    shll %cl, %edx
    testl %edx, %edx
    jne .Lfound
.Lnext:
    addq $16, %rax
    cmpq %r8, %rax
    jae .Lnone
    /* Only where all four are in .Lone page: what is behind the byte that is looked for may not be there, whatever the size. */
    testb $63, %al
    jne .Lone
    movq %r8, %rcx
    subq %rax, %rcx
    cmpq $64, %rcx
    jae .Lby_64
.Lone:
    movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    testl %edx, %edx
    je .Lnext
.Lfound:
    bsfl %edx, %edx
    addq %rdx, %rax
    /* It may be behind the end. */
    cmpq %r8, %rax
    jae .Lnone
    ret
.Lnone:
    xorl %eax, %eax
    ret

.Lby_64:
    movdqa (%rax), %xmm1
    movdqa 16(%rax), %xmm2
    movdqa 32(%rax), %xmm3
    movdqa 48(%rax), %xmm4
    pcmpeqb %xmm0, %xmm1
    pcmpeqb %xmm0, %xmm2
    pcmpeqb %xmm0, %xmm3
    pcmpeqb %xmm0, %xmm4
    por %xmm2, %xmm1
    por %xmm4, %xmm3
    por %xmm3, %xmm1
    pmovmskb %xmm1, %edx
    testl %edx, %edx
    jne .Lone
    addq $48, %rax
    jmp .Lnext

/* With registers of 32 bytes the same, 128 at a time. */
.Lwide:
    vpbroadcastb %xmm0, %ymm0
    movq %rdi, %r8
    addq %rdx, %r8
    sbbq %rcx, %rcx
    orq %rcx, %r8
    movq %rdi, %rax
    andq $-32, %rax
    movl %edi, %ecx
    andl $31, %ecx
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    shrl %cl, %edx
    shll %cl, %edx
    testl %edx, %edx
    jne .Lwide_found
.Lwide_next:
    addq $32, %rax
    cmpq %r8, %rax
    jae .Lwide_none
    testb $127, %al
    jne .Lwide_one
    movq %r8, %rcx
    subq %rax, %rcx
    cmpq $128, %rcx
    jae .Lby_128
.Lwide_one:
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    je .Lwide_next
.Lwide_found:
    bsfl %edx, %edx
    addq %rdx, %rax
    cmpq %r8, %rax
    jae .Lwide_none
    vzeroupper
    ret
.Lwide_none:
    xorl %eax, %eax
    vzeroupper
    ret

.Lby_128:
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpcmpeqb 32(%rax), %ymm0, %ymm2
    vpcmpeqb 64(%rax), %ymm0, %ymm3
    vpcmpeqb 96(%rax), %ymm0, %ymm4
    vpor %ymm2, %ymm1, %ymm1
    vpor %ymm4, %ymm3, %ymm3
    vpor %ymm3, %ymm1, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    jne .Lwide_one
    subq $-128, %rax
    cmpq %r8, %rax
    jae .Lwide_none
    leaq 128(%rax), %rcx
    cmpq %r8, %rcx
    jbe .Lby_128
    jmp .Lwide_one
    .cfi_endproc
    .size memchr, . - memchr
