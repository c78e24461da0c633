/* SPDX-License-Identifier: MIT */
/* Offsets and selectors that assembly knows; offsets.c checks them against the structures. */
#pragma once

#define CPU_CURRENT 8
#define CPU_KERNEL_STACK_TOP 16
#define CPU_SCRATCH 24

#define THREAD_RSP 0
#define THREAD_RETURN_WORK 32

#define FRAME_SIZE 176
#define FRAME_RAX 80
#define FRAME_VECTOR 120
#define FRAME_RIP 136

#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
#define SELECTOR_TSS 0x18

#define STACK_SIZE 16384
#define IST_STACK_SIZE 512
#define FATAL_STACK_SIZE 4096

#define VECTOR_COUNT 81
#define VECTOR_IRQ_FIRST 32
#define VECTOR_TIMER 78
#define VECTOR_SPURIOUS 79
#define VECTOR_URGENT 80 /* of a class of its own: the only one that interrupt_only_urgent lets through */

#define TRAP_STUB_SIZE 9 /* two pushes and a jump; they are taken once in an interrupt */
#define TRAP_SYSCALL_VECTOR 0x100
#define TRAP_REPLACED_VECTOR 0x101
#define TRAP_CALL_VECTOR 0x102
