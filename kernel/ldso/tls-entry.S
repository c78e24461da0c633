/* SPDX-License-Identifier: MIT */
/*
 * What compiled code calls to reach thread-local variables. Old compilers call __tls_get_addr with a misaligned stack, and a
 * descriptor's resolver may change no register but rax (psABI, "TLS Descriptors"), so these are written by hand. The
 * table of modules is at %fs:8, the thread pointer itself at %fs:0 (struct pthread).
 */

/* void *__tls_get_addr(const size_t index[2]): module, offset. */
    .section .text.__tls_get_addr, "ax", @progbits
    .globl __tls_get_addr
    .type __tls_get_addr, @function
__tls_get_addr:
    mov (%rdi), %rax
    mov %fs:8, %rdx
    mov (%rdx,%rax,8), %rax
    add 8(%rdi), %rax
    ret
    .size __tls_get_addr, . - __tls_get_addr

/* rax: the descriptor. Returns the distance from the thread pointer, which is its second word. */
    .section .text.ldso_tlsdesc_static, "ax", @progbits
    .globl ldso_tlsdesc_static
    .hidden ldso_tlsdesc_static
    .type ldso_tlsdesc_static, @function
ldso_tlsdesc_static:
    mov 8(%rax), %rax
    ret
    .size ldso_tlsdesc_static, . - ldso_tlsdesc_static

/* The second word points to module and offset. */
    .section .text.ldso_tlsdesc_dynamic, "ax", @progbits
    .globl ldso_tlsdesc_dynamic
    .hidden ldso_tlsdesc_dynamic
    .type ldso_tlsdesc_dynamic, @function
ldso_tlsdesc_dynamic:
    push %rdx
    push %rcx
    mov 8(%rax), %rax
    mov %fs:8, %rdx
    mov (%rax), %rcx
    mov 8(%rax), %rax
    add (%rdx,%rcx,8), %rax
    sub %fs:0, %rax
    pop %rcx
    pop %rdx
    ret
    .size ldso_tlsdesc_dynamic, . - ldso_tlsdesc_dynamic
    .section .note.GNU-stack, "", @progbits
