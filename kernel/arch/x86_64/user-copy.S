/* SPDX-License-Identifier: MIT */
/* Instructions that may fault on the program's memory. Each has an entry in the set `extable`: where it may fault, where to go on. */
    .macro extable fault, resume
    .pushsection .rodata.extable.\@, "a"
    .balign 8
97: .quad \fault, \resume
    .popsection
    .pushsection .set.extable, "a"
    .balign 8
    .quad 97b
    .popsection
    .endm

    .section .text.user_copy_raw, "ax"
/* size_t user_copy_raw(void *destination, const void *source, size_t size): bytes not copied. */
    .globl user_copy_raw
user_copy_raw:
    movq %rdx, %rcx
    shrq $3, %rcx
    andl $7, %edx
1:  rep movsq
    movl %edx, %ecx
2:  rep movsb
    movq %rcx, %rax
    ret
3:  leaq (%rdx, %rcx, 8), %rax
    ret
4:  movq %rcx, %rax
    ret
    extable 1b, 3b
    extable 2b, 4b

    .section .text.user_clear_raw, "ax"
/* size_t user_clear_raw(void *destination, size_t size): bytes not cleared. */
    .globl user_clear_raw
user_clear_raw:
    xorl %eax, %eax
    movq %rsi, %rcx
    shrq $3, %rcx
    andl $7, %esi
1:  rep stosq
    movl %esi, %ecx
2:  rep stosb
    movq %rcx, %rax
    ret
3:  leaq (%rsi, %rcx, 8), %rax
    ret
4:  movq %rcx, %rax
    ret
    extable 1b, 3b
    extable 2b, 4b

    .section .text.user_string_raw, "ax"
/* long user_string_raw(char *destination, const char *source, size_t size): length, -1 when there is no end within size, -2: fault. */
    .globl user_string_raw
user_string_raw:
    xorl %eax, %eax
1:  cmpq %rdx, %rax
    je 3f
2:  movb (%rsi, %rax), %cl
    movb %cl, (%rdi, %rax)
    testb %cl, %cl
    je 5f
    incq %rax
    jmp 1b
3:  movq $-1, %rax
5:  ret
4:  movq $-2, %rax
    ret
    extable 2b, 4b

    .section .text.user_load32_raw, "ax"
/* int user_load32_raw(uint32_t *value, const uint32_t *address): 0 or 1 for a fault; as the following. */
    .globl user_load32_raw
user_load32_raw:
    xorl %eax, %eax
1:  movl (%rsi), %ecx
    movl %ecx, (%rdi)
    ret
2:  incl %eax
    ret
    extable 1b, 2b

    .section .text.user_store32_raw, "ax"
/* int user_store32_raw(uint32_t value, uint32_t *address) */
    .globl user_store32_raw
user_store32_raw:
    xorl %eax, %eax
1:  movl %edi, (%rsi)
    ret
2:  incl %eax
    ret
    extable 1b, 2b

    .section .text.user_cmpxchg32_raw, "ax"
/* int user_cmpxchg32_raw(uint32_t *address, uint32_t expected, uint32_t desired, uint32_t *found) */
    .globl user_cmpxchg32_raw
user_cmpxchg32_raw:
    movl %esi, %eax
1:  lock cmpxchgl %edx, (%rdi)
    movl %eax, (%rcx)
    xorl %eax, %eax
    ret
2:  movl $1, %eax
    ret
    extable 1b, 2b

    .section .text.fpu_save_raw, "ax"
/* int fpu_save_raw(void *area, uint64_t features, bool xsave): 0 or 1 for a fault. */
    .globl fpu_save_raw
fpu_save_raw:
    movq %rsi, %rax
    testb %dl, %dl
    je 2f
    movq %rsi, %rdx
    shrq $32, %rdx
1:  xsave64 (%rdi)
    xorl %eax, %eax
    ret
2:  fxsave64 (%rdi)
    xorl %eax, %eax
    ret
3:  movl $1, %eax
    ret
    extable 1b, 3b
    extable 2b, 3b

    .section .text.fpu_restore_raw, "ax"
/* int fpu_restore_raw(const void *area, uint64_t features, bool xsave): 0 or 1 for a fault. */
    .globl fpu_restore_raw
fpu_restore_raw:
    movq %rsi, %rax
    testb %dl, %dl
    je 2f
    movq %rsi, %rdx
    shrq $32, %rdx
1:  xrstor64 (%rdi)
    xorl %eax, %eax
    ret
2:  fxrstor64 (%rdi)
    xorl %eax, %eax
    ret
3:  movl $1, %eax
    ret
    extable 1b, 3b
    extable 2b, 3b
