/* SPDX-License-Identifier: MIT */
/* int backtrace(void **addresses, int room). In assembly, because the unwinder of libgcc_s that it calls must find
 * its way out of it: it keeps all registers but rbp, and the table below says where that and the return address are.
 * The C code of this library has no such tables. */

    .section .text.backtrace, "ax", @progbits
    .globl backtrace
    .type backtrace, @function
backtrace:
    push %rbp
    mov %rsp, %rbp
    sub $16, %rsp                   /* struct frames */
    mov %rdi, (%rsp)
    movl $-1, 8(%rsp)
    mov %esi, 12(%rsp)
    xor %eax, %eax
    test %esi, %esi
    jle 1f
    call glibc_backtrace_unwinder@PLT
    test %rax, %rax
    jz 1f
    lea glibc_backtrace_step(%rip), %rdi
    mov %rsp, %rsi
    call *%rax
    mov %rsp, %rdi
    call glibc_backtrace_count@PLT
1:  leave
    ret
.Lend:
    .size backtrace, .-backtrace

/* A common entry and one for the function, as DWARF 4 (6.4.1) lays them out in an .eh_frame section, whose
 * differences the Linux Standard Base (Core, 10.6.1) describes. They hold at the calls. */
    .section .data.rel.ro.glibc_backtrace_frame, "aw", @progbits
    .balign 8
    .globl glibc_backtrace_frame
    .hidden glibc_backtrace_frame
glibc_backtrace_frame:
    .long 2f - 1f                   /* length */
1:  .long 0                         /* a common entry */
    .byte 1, 0                      /* version, no augmentation: addresses of 8 bytes */
    .byte 1, 0x78, 16               /* units of 1 and -8; the return address is register 16 */
    .byte 0x0c, 6, 16               /* the frame is at rbp (6) + 16 */
    .byte 0x80 | 6, 2               /* rbp was stored 2 units below it */
    .byte 0x80 | 16, 1              /* the return address 1 unit */
    .balign 4
2:  .long 4f - 3f
3:  .long 3b - glibc_backtrace_frame /* back to the common entry */
    .quad backtrace, .Lend - backtrace
    .balign 8
4:  .long 0                         /* the end */
    .size glibc_backtrace_frame, .-glibc_backtrace_frame

    .section .note.GNU-stack, "", @progbits
