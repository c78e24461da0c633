/* SPDX-License-Identifier: MIT */
/*
 * The first code of a further CPU, copied to a page below 1 MiB. It begins there in real mode (Intel SDM vol. 3, 8.4.4) and goes to
 * long mode in one step, on the kernel's page tables, which map that page to itself meanwhile.
 */
#include <arch/offsets.h>
#include "../../arch/x86_64/registers.inc"

#define CR0_BITS 0x80010033 /* PG, WP, NE, ET, MP, PE */
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_BITS 0x901 /* NXE, LME, SCE */

#define PLACE(label) ((label) - trampoline_start)

    .section .rodata.trampoline, "a"
    .balign 16
    .globl trampoline_start, trampoline_long_mode, trampoline_end
    .globl trampoline_gdt, trampoline_gdt_base, trampoline_target, trampoline_tables, trampoline_stack, trampoline_cpu
    .code16
trampoline_start:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl PLACE(gdt_pointer)
    movl $CR4_PAE, %eax
    movl %eax, %cr4
    movl PLACE(trampoline_tables), %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_BITS, %eax
    wrmsr
    movl $CR0_BITS, %eax
    movl %eax, %cr0
    ljmpl *PLACE(trampoline_target)

    .code64
trampoline_long_mode:
    load_data_segments
    movq trampoline_stack(%rip), %rsp
    movq trampoline_cpu(%rip), %rdi
    xorl %ebp, %ebp
    movq $smp_enter, %rax
    pushq $0 /* as after a call */
    jmp *%rax

    .balign 8
trampoline_gdt:
    .quad 0
    .quad 0x00af9b000000ffff /* 64-bit code, ring 0; marked as accessed, since the page cannot be written to */
    .quad 0x00cf93000000ffff /* data, ring 0 */
gdt_pointer:
    .word . - trampoline_gdt - 1
trampoline_gdt_base: /* its physical address */
    .long 0
trampoline_target: /* the physical address of trampoline_long_mode */
    .long 0
    .word SELECTOR_CODE
    .balign 8
trampoline_tables: /* physical address of the page tables */
    .quad 0
trampoline_stack:
    .quad 0
trampoline_cpu:
    .quad 0
trampoline_end:
