/* SPDX-License-Identifier: MIT */
/* System calls by number. */
#pragma once

#include <arch/syscall.h>

/** What implements a call in this kernel; NULL: nothing. */
syscall_function syscall_find(uint32_t number);
/** Makes the call that the frame asks for, which `function` implements, and puts the result there. Interrupts
 * enabled. */
void syscall_run(struct trap_frame *frame, syscall_function function);
/** What entry.S calls: finds and makes the call. The component smp replaces it. */
void syscall_dispatch(struct trap_frame *frame);
