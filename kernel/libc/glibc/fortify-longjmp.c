/* SPDX-License-Identifier: MIT */
/* longjmp of programs with _FORTIFY_SOURCE: only to a caller of who calls it, not to a function that has
 * returned, whose frame is below the stack pointer. */
#include "private.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* Off an alternate signal stack one may jump anywhere. */
static bool leaves_signal_stack(uintptr_t target)
{
    stack_t stack;
    if (sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_ONSTACK) == 0) return false;
    return target - (uintptr_t)stack.ss_sp >= stack.ss_size;
}

_Noreturn void __longjmp_chk(jmp_buf environment, int value);
GLIBC_EXPORT _Noreturn void __longjmp_chk(jmp_buf environment, int value)
{
    /* The seventh word is the stack pointer (libc's setjmp for x86-64). */
    uintptr_t target = ((const uintptr_t *)(const void *)environment)[6];
    if (target < (uintptr_t)__builtin_frame_address(0) && !leaves_signal_stack(target))
        __fortify_fail("longjmp causes uninitialized stack frame");
    longjmp(environment, value);
}
