/* SPDX-License-Identifier: MIT */
/*
 * The library's own calls of malloc and its family. A program that defines these functions expects that memory of strdup or getline
 * comes from its own ones, so calls go through a slot for each, which the dynamic linker sets (libc/interposed.h). The tool links with
 * --wrap (component.ts), which turns a call of malloc into one of __wrap_malloc, and leaves malloc itself to be __real_malloc.
 */
    .macro interposable name
    .section .text.__wrap_\name, "ax"
    .globl __wrap_\name
    .hidden __wrap_\name, libc_interposed_\name
    .type __wrap_\name, @function
__wrap_\name:
    jmp *libc_interposed_\name(%rip)
    .size __wrap_\name, . - __wrap_\name
    .section .data.libc_interposed_\name, "aw"
    .balign 8
    .globl libc_interposed_\name
    .type libc_interposed_\name, @object
libc_interposed_\name:
    .quad __real_\name
    .size libc_interposed_\name, 8
    .endm

    interposable aligned_alloc
    interposable calloc
    interposable free
    interposable malloc
    interposable malloc_usable_size
    interposable memalign
    interposable posix_memalign
    interposable realloc
