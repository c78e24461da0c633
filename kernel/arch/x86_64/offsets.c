/* SPDX-License-Identifier: MIT */
/* Checks what assembly assumes (arch/offsets.h). */
#include <arch/offsets.h>
#include <arch/page.h>
#include <mm/vmap.h>
#include <sched/thread.h>

_Static_assert(offsetof(struct cpu, current) == CPU_CURRENT, "offsets.h");
_Static_assert(offsetof(struct cpu, kernel_stack_top) == CPU_KERNEL_STACK_TOP, "offsets.h");
_Static_assert(offsetof(struct cpu, scratch) == CPU_SCRATCH, "offsets.h");
_Static_assert(offsetof(struct thread, arch.rsp) == THREAD_RSP, "offsets.h");
_Static_assert(offsetof(struct thread, return_work) == THREAD_RETURN_WORK, "offsets.h");
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "offsets.h");
_Static_assert(offsetof(struct trap_frame, rax) == FRAME_RAX, "offsets.h");
_Static_assert(offsetof(struct trap_frame, vector) == FRAME_VECTOR, "offsets.h");
_Static_assert(offsetof(struct trap_frame, rip) == FRAME_RIP, "offsets.h");
_Static_assert(TRAP_SYSCALL == TRAP_SYSCALL_VECTOR, "offsets.h");
_Static_assert(TRAP_REPLACED == TRAP_REPLACED_VECTOR, "offsets.h");
_Static_assert(TRAP_CALL == TRAP_CALL_VECTOR, "offsets.h");
_Static_assert(KERNEL_STACK_SIZE == STACK_SIZE, "offsets.h");
