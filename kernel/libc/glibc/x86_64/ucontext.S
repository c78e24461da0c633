/* SPDX-License-Identifier: MIT */
/* getcontext, setcontext and swapcontext with the ucontext_t of the x86-64 psABI as glibc has it. A context that
 * these save holds what a call must preserve, the argument registers (makecontext fills them), the x87 environment
 * and MXCSR. It is not one that a signal handler was given, whose registers a call would not restore either. */

/* Offsets in ucontext_t; ucontext.c asserts them. */
#define UC_R8 40
#define UC_R9 48
#define UC_R12 72
#define UC_R13 80
#define UC_R14 88
#define UC_R15 96
#define UC_RDI 104
#define UC_RSI 112
#define UC_RBP 120
#define UC_RBX 128
#define UC_RDX 136
#define UC_RCX 152
#define UC_RSP 160
#define UC_RIP 168
#define UC_FPREGS 224
#define UC_FPMEM 424
#define FP_MXCSR 24

/* Fills the context at rdi with the state that the caller of the current function has after its return. */
.macro SAVE
    mov %rbx, UC_RBX(%rdi)
    mov %rbp, UC_RBP(%rdi)
    mov %r12, UC_R12(%rdi)
    mov %r13, UC_R13(%rdi)
    mov %r14, UC_R14(%rdi)
    mov %r15, UC_R15(%rdi)
    mov %rdi, UC_RDI(%rdi)
    mov %rsi, UC_RSI(%rdi)
    mov %rdx, UC_RDX(%rdi)
    mov %rcx, UC_RCX(%rdi)
    mov %r8, UC_R8(%rdi)
    mov %r9, UC_R9(%rdi)
    mov (%rsp), %rcx
    mov %rcx, UC_RIP(%rdi)
    lea 8(%rsp), %rcx
    mov %rcx, UC_RSP(%rdi)
    lea UC_FPMEM(%rdi), %rcx
    mov %rcx, UC_FPREGS(%rdi)
    /* fnstenv masks all exceptions, so the environment is loaded again. MXCSR goes over its last four bytes, the
     * address of the last operand, which nothing needs. */
    fnstenv (%rcx)
    fldenv (%rcx)
    stmxcsr FP_MXCSR(%rcx)
.endm

/* Goes on with the context at rdi. */
.macro RESTORE
    mov UC_FPREGS(%rdi), %rcx
    fldenv (%rcx)
    ldmxcsr FP_MXCSR(%rcx)
    mov UC_RBX(%rdi), %rbx
    mov UC_RBP(%rdi), %rbp
    mov UC_R12(%rdi), %r12
    mov UC_R13(%rdi), %r13
    mov UC_R14(%rdi), %r14
    mov UC_R15(%rdi), %r15
    mov UC_RSP(%rdi), %rsp
    mov UC_RSI(%rdi), %rsi
    mov UC_RDX(%rdi), %rdx
    mov UC_RCX(%rdi), %rcx
    mov UC_R8(%rdi), %r8
    mov UC_R9(%rdi), %r9
    mov UC_RIP(%rdi), %r11
    mov UC_RDI(%rdi), %rdi
    xor %eax, %eax
    jmp *%r11
.endm

.macro FUNCTION name
    .section .text.\name, "ax", @progbits
    .globl \name
    .type \name, @function
\name:
.endm

FUNCTION getcontext
    SAVE
    mov %rdi, %rsi
    xor %edi, %edi
    jmp glibc_ucontext_mask@PLT         /* (NULL, context): stores the mask, returns 0 */
    .size getcontext, .-getcontext

FUNCTION setcontext
    push %rdi
    xor %esi, %esi
    call glibc_ucontext_mask@PLT        /* (context, NULL): sets the mask */
    pop %rdi
    test %eax, %eax
    jnz 1f
    RESTORE
1:  ret
    .size setcontext, .-setcontext

FUNCTION swapcontext
    SAVE
    push %rsi
    xchg %rdi, %rsi
    call glibc_ucontext_mask@PLT        /* (new, old) */
    pop %rdi
    test %eax, %eax
    jnz 1f
    RESTORE
1:  ret
    .size swapcontext, .-swapcontext

/* Where the function of makecontext returns to: rbx points to the context to go on with, NULL for none. */
    .hidden glibc_context_end
FUNCTION glibc_context_end
    mov %rbx, %rsp
    mov (%rsp), %rdi
    and $-16, %rsp
    test %rdi, %rdi
    jz 1f
    call setcontext@PLT
    mov $-1, %edi
1:  call exit@PLT
    hlt
    .size glibc_context_end, .-glibc_context_end

    .section .note.GNU-stack, "", @progbits
