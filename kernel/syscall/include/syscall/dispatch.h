/* SPDX-License-Identifier: MIT */
/* System calls by number. */
#pragma once

#include <arch/syscall.h>

/** What implements a call in this kernel; NULL: nothing. */
syscall_function syscall_find(uint32_t number);
/** Makes the call that the frame asks for, and puts the result there. Interrupts enabled. */
void syscall_run(struct trap_frame *frame);
