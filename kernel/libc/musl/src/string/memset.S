/* SPDX-License-Identifier: MIT */
/* void *memset(void *destination, int byte, size_t size): stores that may overlap, and a loop of 64 bytes for more than 128, of 128 with
 * AVX2. */
    .cfi_sections .debug_frame
    .section .text.memset, "ax"
    .globl memset
    .hidden libc_has_avx2
    .type memset, @function
    .balign 16
memset:
    .cfi_startproc
    movq %rdi, %rax
    movzbl %sil, %esi
    movabsq $0x0101010101010101, %rcx
    imulq %rsi, %rcx
    cmpq $16, %rdx
    jb .Lbelow_16
    movq %rcx, %xmm0
    punpcklqdq %xmm0, %xmm0
    movups %xmm0, (%rdi)
    movups %xmm0, -16(%rdi, %rdx)
    cmpq $32, %rdx
    jbe 1f
    movups %xmm0, 16(%rdi)
    movups %xmm0, -32(%rdi, %rdx)
    cmpq $64, %rdx
    jbe 1f
    movups %xmm0, 32(%rdi)
    movups %xmm0, 48(%rdi)
    movups %xmm0, -64(%rdi, %rdx)
    movups %xmm0, -48(%rdi, %rdx)
    cmpq $128, %rdx
    ja .Labove_128
1:  ret

.Labove_128:
    cmpb $0, libc_has_avx2(%rip)
    jne .Lwide
    /* The first and the last 64 are done; between them from an aligned address on. */
    leaq -64(%rdi, %rdx), %rdx
    addq $64, %rdi
    andq $-16, %rdi
2:  movaps %xmm0, (%rdi)
    movaps %xmm0, 16(%rdi)
    movaps %xmm0, 32(%rdi)
    movaps %xmm0, 48(%rdi)
    addq $64, %rdi
    cmpq %rdx, %rdi
    jb 2b
    ret

.Lwide:
    vinsertf128 $1, %xmm0, %ymm0, %ymm0
    vmovups %ymm0, 64(%rdi)
    vmovups %ymm0, 96(%rdi)
    vmovups %ymm0, -128(%rax, %rdx)
    vmovups %ymm0, -96(%rax, %rdx)
    addq %rax, %rdx
    subq $128, %rdx
    subq $-128, %rdi
    andq $-32, %rdi
    cmpq %rdx, %rdi
    jae 4f
3:  vmovaps %ymm0, (%rdi)
    vmovaps %ymm0, 32(%rdi)
    vmovaps %ymm0, 64(%rdi)
    vmovaps %ymm0, 96(%rdi)
    subq $-128, %rdi
    cmpq %rdx, %rdi
    jb 3b
4:  vzeroupper
    ret

.Lbelow_16:
    cmpl $8, %edx
    jae 5f
    cmpl $4, %edx
    jae 4f
    testl %edx, %edx
    je 3f
    movb %cl, (%rdi)
    movb %cl, -1(%rdi, %rdx)
    shrl %edx
    movb %cl, (%rdi, %rdx)
3:  ret
4:  movl %ecx, (%rdi)
    movl %ecx, -4(%rdi, %rdx)
    ret
5:  movq %rcx, (%rdi)
    movq %rcx, -8(%rdi, %rdx)
    ret
    .cfi_endproc
    .size memset, . - memset
