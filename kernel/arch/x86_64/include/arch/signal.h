/* SPDX-License-Identifier: MIT */
/* The part of signal delivery that depends on the CPU: what a handler finds in registers and on the stack. */
#pragma once

#include <abi/signal.h>
#include <arch/trap.h>

/** What a handler is called with. */
struct arch_signal {
    const struct siginfo *info;
    const struct sigaction *action;
    uint64_t mask;                 /* that rt_sigreturn is to bring back */
    const struct stack *alternate; /* as sigaltstack has it, for uc_stack */
    vaddr_t
        stack_top; /* of the alternate stack when it is to be switched to; 0: go on on the current stack */
    vaddr_t stack_low;      /* the handler's frame must lie at or above; 0: anywhere */
    uint64_t fault_address; /* of a page fault, else 0 */
};

/** Writes the handler's frame to the program's stack and lets `frame` continue in the handler. -EFAULT: the
 * stack cannot take it; then `frame` is as it was. */
int must_check arch_signal_push(struct trap_frame *frame, const struct arch_signal *signal);

/** Undoes arch_signal_push from what the handler left (rt_sigreturn): all registers, `mask` and the alternate
 * stack's settings. -EFAULT: what is there is no such frame, or asks for what a program must not have. */
int must_check arch_signal_pop(struct trap_frame *frame, uint64_t *mask, struct stack *alternate);
