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
    je none
    movd %esi, %xmm0
    cmpb $0, libc_has_avx2(%rip)
    jne wide
    punpcklbw %xmm0, %xmm0
    punpcklwd %xmm0, %xmm0
    pshufd $0, %xmm0, %xmm0
    /* r8: behind the last byte; sizes that reach around the end of the address space mean "until it is found". */
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
    jne found
next:
    addq $16, %rax
    cmpq %r8, %rax
    jae none
    /* Only where all four are in one page: what is behind the byte that is looked for may not be there, whatever the size. */
    testb $63, %al
    jne one
    movq %r8, %rcx
    subq %rax, %rcx
    cmpq $64, %rcx
    jae by_64
one:
    movdqa (%rax), %xmm1
    pcmpeqb %xmm0, %xmm1
    pmovmskb %xmm1, %edx
    testl %edx, %edx
    je next
found:
    bsfl %edx, %edx
    addq %rdx, %rax
    /* It may be behind the end. */
    cmpq %r8, %rax
    jae none
    ret
none:
    xorl %eax, %eax
    ret

by_64:
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
    jne one
    addq $48, %rax
    jmp next

/* With registers of 32 bytes the same, 128 at a time. */
wide:
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
    jne wide_found
wide_next:
    addq $32, %rax
    cmpq %r8, %rax
    jae wide_none
    testb $127, %al
    jne wide_one
    movq %r8, %rcx
    subq %rax, %rcx
    cmpq $128, %rcx
    jae by_128
wide_one:
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    je wide_next
wide_found:
    bsfl %edx, %edx
    addq %rdx, %rax
    cmpq %r8, %rax
    jae wide_none
    vzeroupper
    ret
wide_none:
    xorl %eax, %eax
    vzeroupper
    ret

by_128:
    vpcmpeqb (%rax), %ymm0, %ymm1
    vpcmpeqb 32(%rax), %ymm0, %ymm2
    vpcmpeqb 64(%rax), %ymm0, %ymm3
    vpcmpeqb 96(%rax), %ymm0, %ymm4
    vpor %ymm2, %ymm1, %ymm1
    vpor %ymm4, %ymm3, %ymm3
    vpor %ymm3, %ymm1, %ymm1
    vpmovmskb %ymm1, %edx
    testl %edx, %edx
    jne wide_one
    subq $-128, %rax
    cmpq %r8, %rax
    jae wide_none
    leaq 128(%rax), %rcx
    cmpq %r8, %rcx
    jbe by_128
    jmp wide_one
    .cfi_endproc
    .size memchr, . - memchr
