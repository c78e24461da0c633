/* SPDX-License-Identifier: MIT */
/* The least that can print a word in a virtual machine: the floor that boot times are compared with. PVH enters in 32-bit mode. */
    .section .note.Xen, "a"
    .long 4, 4, 18 /* sizes of name and value, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long start

    .text
    .code32
    .globl start
start:
    movl $word, %esi
    movl $word_end - word, %ecx
    movw $0x3f8, %dx /* COM1 */
    rep outsb
    movw $0x501, %dx /* isa-debug-exit: the program exited */
    movl $0x10, %eax
    outl %eax, %dx
word:
    .ascii "ready\n"
word_end:
