/* SPDX-License-Identifier: MIT */
/*
 * void *memcpy(void *destination, const void *source, size_t size), and memmove, which is the same code: everything that is copied is
 * loaded before anything is stored, or the direction is chosen.
 *
 * Up to 64 bytes are a handful of loads and stores that may overlap, more is a loop of 64 bytes, of 128 with AVX2. String instructions are not used: what
 * they gain on a processor with fast ones they lose many times over where they are emulated byte by byte.
 */
    .cfi_sections .debug_frame

    .section .text.memcpy, "ax"
    .globl memcpy, memmove
    .hidden libc_has_avx2
    .type memcpy, @function
    .type memmove, @function
    .balign 16
memcpy:
memmove:
    .cfi_startproc
    movq %rdi, %rax
    cmpq $16, %rdx
    jb .Lbelow_16
    cmpq $32, %rdx
    ja .Labove_32
    movups (%rsi), %xmm0
    movups -16(%rsi, %rdx), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, -16(%rdi, %rdx)
    ret

.Lbelow_16:
    cmpl $8, %edx
    jae 3f
    cmpl $4, %edx
    jae 2f
    testl %edx, %edx
    je 1f
    /* One to three: the first, the middle and the last. */
    movzbl (%rsi), %ecx
    movl %edx, %r10d
    shrl %r10d
    movzbl (%rsi, %r10), %r8d
    movzbl -1(%rsi, %rdx), %r9d
    movb %cl, (%rdi)
    movb %r8b, (%rdi, %r10)
    movb %r9b, -1(%rdi, %rdx)
1:  ret
2:  movl (%rsi), %ecx
    movl -4(%rsi, %rdx), %r8d
    movl %ecx, (%rdi)
    movl %r8d, -4(%rdi, %rdx)
    ret
3:  movq (%rsi), %rcx
    movq -8(%rsi, %rdx), %r8
    movq %rcx, (%rdi)
    movq %r8, -8(%rdi, %rdx)
    ret

.Labove_32:
    cmpb $0, libc_has_avx2(%rip)
    jne .Lwide
    cmpq $64, %rdx
    ja .Labove_64
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups -32(%rsi, %rdx), %xmm2
    movups -16(%rsi, %rdx), %xmm3
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, -32(%rdi, %rdx)
    movups %xmm3, -16(%rdi, %rdx)
    ret

.Labove_64:
    /* Forwards unless the destination begins inside of the source. */
    movq %rdi, %rcx
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jb .Lbackwards
    /* The last 64 bytes are loaded now: the stores before them may reach there. */
    movups -64(%rsi, %rdx), %xmm4
    movups -48(%rsi, %rdx), %xmm5
    movups -32(%rsi, %rdx), %xmm6
    movups -16(%rsi, %rdx), %xmm7
    leaq -64(%rdi, %rdx), %r8
1:  movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups 32(%rsi), %xmm2
    movups 48(%rsi), %xmm3
    addq $64, %rsi
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, 32(%rdi)
    movups %xmm3, 48(%rdi)
    addq $64, %rdi
    cmpq %r8, %rdi
    jb 1b
    movups %xmm4, (%r8)
    movups %xmm5, 16(%r8)
    movups %xmm6, 32(%r8)
    movups %xmm7, 48(%r8)
    ret

.Lbackwards:
    testq %rcx, %rcx
    je 2f
    movups (%rsi), %xmm4
    movups 16(%rsi), %xmm5
    movups 32(%rsi), %xmm6
    movups 48(%rsi), %xmm7
    leaq 64(%rdi), %r8
    addq %rdx, %rsi
    addq %rdx, %rdi
1:  movups -16(%rsi), %xmm0
    movups -32(%rsi), %xmm1
    movups -48(%rsi), %xmm2
    movups -64(%rsi), %xmm3
    subq $64, %rsi
    movups %xmm0, -16(%rdi)
    movups %xmm1, -32(%rdi)
    movups %xmm2, -48(%rdi)
    movups %xmm3, -64(%rdi)
    subq $64, %rdi
    cmpq %r8, %rdi
    ja 1b
    movups %xmm4, (%rax)
    movups %xmm5, 16(%rax)
    movups %xmm6, 32(%rax)
    movups %xmm7, 48(%rax)
2:  ret

/* With registers of 32 bytes the same: up to 128 bytes at once, else a loop of 128. */
.Lwide:
    cmpq $64, %rdx
    ja .Lwide_above_64
    vmovups (%rsi), %ymm0
    vmovups -32(%rsi, %rdx), %ymm1
    vmovups %ymm0, (%rdi)
    vmovups %ymm1, -32(%rdi, %rdx)
    vzeroupper
    ret

.Lwide_above_64:
    cmpq $128, %rdx
    ja .Labove_128
    vmovups (%rsi), %ymm0
    vmovups 32(%rsi), %ymm1
    vmovups -64(%rsi, %rdx), %ymm2
    vmovups -32(%rsi, %rdx), %ymm3
    vmovups %ymm0, (%rdi)
    vmovups %ymm1, 32(%rdi)
    vmovups %ymm2, -64(%rdi, %rdx)
    vmovups %ymm3, -32(%rdi, %rdx)
    vzeroupper
    ret

.Labove_128:
    movq %rdi, %rcx
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jb .Lwide_backwards
    vmovups -128(%rsi, %rdx), %ymm4
    vmovups -96(%rsi, %rdx), %ymm5
    vmovups -64(%rsi, %rdx), %ymm6
    vmovups -32(%rsi, %rdx), %ymm7
    leaq -128(%rdi, %rdx), %r8
1:  vmovups (%rsi), %ymm0
    vmovups 32(%rsi), %ymm1
    vmovups 64(%rsi), %ymm2
    vmovups 96(%rsi), %ymm3
    subq $-128, %rsi
    vmovups %ymm0, (%rdi)
    vmovups %ymm1, 32(%rdi)
    vmovups %ymm2, 64(%rdi)
    vmovups %ymm3, 96(%rdi)
    subq $-128, %rdi
    cmpq %r8, %rdi
    jb 1b
    vmovups %ymm4, (%r8)
    vmovups %ymm5, 32(%r8)
    vmovups %ymm6, 64(%r8)
    vmovups %ymm7, 96(%r8)
    vzeroupper
    ret

.Lwide_backwards:
    testq %rcx, %rcx
    je 2f
    vmovups (%rsi), %ymm4
    vmovups 32(%rsi), %ymm5
    vmovups 64(%rsi), %ymm6
    vmovups 96(%rsi), %ymm7
    leaq 128(%rdi), %r8
    addq %rdx, %rsi
    addq %rdx, %rdi
1:  vmovups -32(%rsi), %ymm0
    vmovups -64(%rsi), %ymm1
    vmovups -96(%rsi), %ymm2
    vmovups -128(%rsi), %ymm3
    addq $-128, %rsi
    vmovups %ymm0, -32(%rdi)
    vmovups %ymm1, -64(%rdi)
    vmovups %ymm2, -96(%rdi)
    vmovups %ymm3, -128(%rdi)
    addq $-128, %rdi
    cmpq %r8, %rdi
    ja 1b
    vmovups %ymm4, (%rax)
    vmovups %ymm5, 32(%rax)
    vmovups %ymm6, 64(%rax)
    vmovups %ymm7, 96(%rax)
    vzeroupper
2:  ret
    .cfi_endproc
    .size memcpy, . - memcpy
    .size memmove, . - memmove
