/* SPDX-License-Identifier: MIT */
/*
 * Where the machine enters the kernel, by two protocols that both end in boot_main:
 *
 *   PVH (Xen, docs/misc/pvh.pandoc): 32-bit protected mode, paging off, %ebx -> struct hvm_start_info
 *   Linux/x86 boot protocol, 64-bit (Documentation/x86/boot.rst, 1.x): long mode, identity-mapped, %rsi -> struct boot_params
 *
 * The loader has zeroed .bss. The tables made here map the first GiB three times, at 0, in the direct map and at
 * KERNEL_BASE, all writable and executable; page_init replaces them.
 */
#include <arch/offsets.h>
#include "registers.inc"

#define KERNEL_BASE 0xffffffff80000000
#define PHYSICAL(symbol) ((symbol) - KERNEL_BASE)

#define TABLE 0x3 /* present, writable */
#define LARGE 0x83
#define CR0_BITS 0x80010033 /* PG, WP, NE, ET, MP, PE */
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_BITS 0x901 /* NXE, LME, SCE */

    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 8, 18 /* name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .quad PHYSICAL(pvh_entry)

/* The same text serves both modes: absolute addresses below 2 GiB and 32-bit registers. Clobbers eax, ecx, edi. */
.macro fill_tables
    movl $PHYSICAL(boot_pdpt) + TABLE, PHYSICAL(kernel_pml4)
    movl $PHYSICAL(boot_pdpt) + TABLE, PHYSICAL(kernel_pml4) + 256 * 8
    movl $PHYSICAL(boot_pdpt) + TABLE, PHYSICAL(kernel_pml4) + 511 * 8
    movl $PHYSICAL(boot_pd) + TABLE, PHYSICAL(boot_pdpt)
    movl $PHYSICAL(boot_pd) + TABLE, PHYSICAL(boot_pdpt) + 510 * 8
    movl $PHYSICAL(boot_pd), %edi
    movl $LARGE, %eax
    movl $512, %ecx
1:  movl %eax, (%edi)
    addl $0x200000, %eax
    addl $8, %edi
    decl %ecx
    jnz 1b
.endm

/* The moment of entry, for --bootchart. Clobbers eax, edx. */
.macro note_time
    rdtsc
    movl %eax, PHYSICAL(boot_entry_timestamp)
    movl %edx, PHYSICAL(boot_entry_timestamp) + 4
.endm

/* EFER. Clobbers eax, ecx, edx. */
.macro enable_long_mode
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_BITS, %eax
    wrmsr
.endm

    .section .text.start, "ax"
    .code32
    .globl pvh_entry
pvh_entry:
    cld
    cli
    note_time
    fill_tables
    movl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $PHYSICAL(kernel_pml4), %eax
    movl %eax, %cr3
    enable_long_mode
    movl $CR0_BITS, %eax
    movl %eax, %cr0
    lgdt PHYSICAL(boot_gdt_pointer)
    movl %ebx, %edi
    xorl %esi, %esi
    ljmp $SELECTOR_CODE, $PHYSICAL(long_mode)

    .code64
    .globl linux_entry
linux_entry:
    cld
    cli
    note_time
    fill_tables
    movl $CR4_PAE, %eax
    movq %rax, %cr4
    movl $PHYSICAL(kernel_pml4), %eax
    movq %rax, %cr3
    enable_long_mode
    movl $CR0_BITS, %eax
    movq %rax, %cr0
    xorl %edi, %edi
    lgdt PHYSICAL(boot_gdt_pointer)
    pushq $SELECTOR_CODE
    pushq $PHYSICAL(long_mode)
    lretq

/* rdi: hvm_start_info or 0, rsi: boot_params or 0, both physical. */
long_mode:
    movq $high_half, %rax
    jmp *%rax
high_half:
    load_data_segments
    movq $boot_stack_top, %rsp
    xorl %ebp, %ebp
    call boot_main
    ud2

    .section .rodata.boot_gdt, "a"
    .balign 8
    .globl boot_gdt
boot_gdt:
    .quad 0
    .quad 0x00af9a000000ffff /* 64-bit code, ring 0 */
    .quad 0x00cf92000000ffff /* data, ring 0 */
boot_gdt_pointer:
    .word . - boot_gdt - 1
    .quad PHYSICAL(boot_gdt)

    // The linker script puts this section at a page. Were it aligned by itself, the file would be padded for it.
    .section .boot.bss, "aw", @nobits
    .globl kernel_pml4, boot_pdpt, boot_pd, boot_stack_top
kernel_pml4:
    .skip 4096
/* These two, and the stack, go on living as page tables and as the idle thread's stack. */
boot_pdpt:
    .skip 4096
boot_pd:
    .skip 4096
    .skip STACK_SIZE
boot_stack_top:

    .section .bss.boot_entry_timestamp, "aw", @nobits
    .balign 8
    .globl boot_entry_timestamp
boot_entry_timestamp:
    .skip 8

    .globl linux_entry_physical
    .set linux_entry_physical, PHYSICAL(linux_entry)
