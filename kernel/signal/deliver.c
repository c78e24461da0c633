/* SPDX-License-Identifier: MIT */
/* What happens to a signal: its handler gets a frame on the program's stack, or its
 * default action is done. */
#include "private.h"

#include <abi/errno.h>
#include <arch/signal.h>
#include <arch/syscall.h>
#include <core/demand.h>
#include <core/log.h>
#include <exec/process.h>
#include <exec/thread-end.h>
#include <sched/lock.h>

/* Default actions that come with a crash report of where the program was. */
#define WITH_REPORT                                                                                          \
    (SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGABRT) |                  \
     SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGSYS) |                    \
     SIGNAL_BIT(SIGXCPU) | SIGNAL_BIT(SIGXFSZ))

/* Lets the thread continue in the handler. -EFAULT: its stack cannot take the frame. */
static int call_handler(struct signal_state *state, struct trap_frame *frame, const struct siginfo *info,
                        const struct sigaction *action, uint64_t fault_address)
{
    uint64_t mask = state->restore_mask ? state->saved_mask : state->blocked;
    struct arch_signal call = {
        .info = info,
        .action = action,
        .mask = mask,
        .alternate = &state->alternate,
        .fault_address = fault_address,
    };
    const struct stack *stack = &state->alternate;
    if (signal_on_alternate_stack(state, frame)) {
        call.stack_low = stack->ss_sp;
    } else if ((action->sa_flags & SA_ONSTACK) && (stack->ss_flags & SS_DISABLE) == 0) {
        call.stack_low = stack->ss_sp;
        call.stack_top = stack->ss_sp + stack->ss_size;
    }
    int status = arch_signal_push(frame, &call);
    if (status != 0) return status;
    if (stack->ss_flags & SS_AUTODISARM) state->alternate = (struct stack){.ss_flags = SS_DISABLE};
    uint64_t blocked = state->blocked | action->sa_mask;
    if ((action->sa_flags & SA_NODEFER) == 0) blocked |= SIGNAL_BIT(info->si_signo);
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    state->restore_mask = false;
    signal_set_blocked(state, blocked);
    spin_unlock_irqrestore(&signal_lock, flags);
    return 0;
}

/* No action is a handler where nobody can set one. */
DO_FOR_USE(signal_handlers, call_handler);

/* Reads, and with SA_RESETHAND uses up, the action of a signal. With signal_lock held. */
static struct sigaction take_action(int signal)
{
    struct sigaction *entry = &signal_actions[signal - 1];
    struct sigaction action = *entry;
    if ((action.sa_flags & SA_RESETHAND) && action.sa_handler > SIG_IGN) entry->sa_handler = SIG_DFL;
    return action;
}

void signal_from_fault(struct trap_frame *frame, int signal, int code, uint64_t address)
{
    struct signal_state *state = thread_current()->signal;
    struct siginfo info = {.si_signo = signal, .si_code = code, .si_addr = address};
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    struct sigaction action = take_action(signal);
    bool blocked = state->blocked & SIGNAL_BIT(signal);
    spin_unlock_irqrestore(&signal_lock, flags);
    /* The instruction cannot be gone past, so a program that does not want to know of it ends. */
    if (blocked || action.sa_handler <= SIG_IGN) process_killed(signal, code, address, frame);
    if (DO(signal_handlers, call_handler)(state, frame, &info, &action, address) != 0)
        process_killed(SIGSEGV, SI_KERNEL, arch_frame_stack(frame), frame);
}

/* The handler's stack is no use. The handler of SIGSEGV may have one of its own; if not, this is the end. */
static void stack_failed(struct trap_frame *frame, int signal)
{
    if (signal == SIGSEGV) process_killed(SIGSEGV, SI_KERNEL, arch_frame_stack(frame), frame);
    signal_from_fault(frame, SIGSEGV, SI_KERNEL, 0);
}

static void default_action(struct trap_frame *frame, const struct siginfo *info)
{
    uint64_t bit = SIGNAL_BIT(info->si_signo);
    if (bit & SIGNAL_STOPS)
        log_info("signal %d would stop the program and is ignored: nobody could continue it", info->si_signo);
    if (bit & SIGNAL_IGNORED_BY_DEFAULT) return;
    process_killed(info->si_signo, info->si_code, 0, bit & WITH_REPORT ? frame : NULL);
}

/* A system call was interrupted: whether it goes on when the handler (if there is one) is done. */
static void finish_interrupted_call(struct trap_frame *frame, const struct sigaction *handler)
{
    long result = arch_syscall_result(frame);
    if (result != -ERESTARTSYS && result != -ERESTARTNOHAND) return;
    if (handler == NULL || (result == -ERESTARTSYS && (handler->sa_flags & SA_RESTART)))
        arch_syscall_restart(frame);
    else
        arch_syscall_set_result(frame, -EINTR);
}

/* The next signal for the calling thread, with its action; 0: none is left, and the mask is as the program
 * knows it. */
static int next_signal(struct signal_state *state, struct siginfo *info, struct sigaction *action)
{
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    int signal = signal_take(state, ~state->blocked, info);
    if (signal == 0 && state->restore_mask) {
        state->restore_mask = false;
        signal_set_blocked(state, state->saved_mask);
        signal = signal_take(state, ~state->blocked, info);
    }
    if (signal != 0)
        *action = take_action(signal);
    else
        signal_recalculate(state);
    spin_unlock_irqrestore(&signal_lock, flags);
    return signal;
}

void signal_return_work(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    struct siginfo info;
    struct sigaction action;
    for (;;) {
        if (thread->exiting) thread_end(0);
        int signal = next_signal(thread->signal, &info, &action);
        if (signal == 0) break;
        if (action.sa_handler == SIG_IGN) continue;
        if (action.sa_handler == SIG_DFL) {
            default_action(frame, &info);
            continue;
        }
        finish_interrupted_call(frame, &action);
        if (DO(signal_handlers, call_handler)(thread->signal, frame, &info, &action, 0) != 0)
            stack_failed(frame, signal);
    }
    finish_interrupted_call(frame, NULL);
}
