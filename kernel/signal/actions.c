/* SPDX-License-Identifier: MIT */
/* What the program wants to be done about signals: actions, the alternate stack, and the way back from a
 * handler. */
#include "private.h"

#include <abi/errno.h>
#include <abi/syscall.h>
#include <arch/signal.h>
#include <arch/syscall.h>
#include <core/demand.h>
#include <core/set.h>
#include <mm/user.h>
#include <sched/lock.h>

SET_DECLARE(signal_source, struct signal_source);

void signal_sources_begin(uint64_t wanted)
{
    static bool begun; /* atomic */
    if ((wanted & (SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGTERM))) == 0) return;
    if (__atomic_exchange_n(&begun, true, __ATOMIC_RELAXED)) return;
    SET_FOREACH(signal_source, struct signal_source, source)(*source)->begin();
}

SYSCALL(rt_sigaction)(int signal, const struct sigaction *action, struct sigaction *old_action, size_t size)
{
    USES(signal_handlers);
    struct sigaction new, old;
    if (size != SIGSET_SIZE || signal < 1 || signal > SIGNAL_COUNT) return -EINVAL;
    if (action != NULL) {
        if (SIGNAL_BIT(signal) & SIGNAL_UNBLOCKABLE) return -EINVAL;
        if (copy_from_user(&new, action, sizeof(new)) != 0) return -EFAULT;
        new.sa_mask &= ~SIGNAL_UNBLOCKABLE;
        /* Programs find out what is supported by reading back what they set
         * (sigaction(2), SA_UNSUPPORTED). */
        new.sa_flags &= SA_SUPPORTED;
    }
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    old = signal_actions[signal - 1];
    if (action != NULL) {
        signal_actions[signal - 1] = new;
        if (signal_is_ignored(signal)) signal_discard(SIGNAL_BIT(signal));
    }
    spin_unlock_irqrestore(&signal_lock, flags);
    if (action != NULL && new.sa_handler != SIG_DFL) signal_sources_begin(SIGNAL_BIT(signal));
    return old_action != NULL ? copy_to_user(old_action, &old, sizeof(old)) : 0;
}

void signal_sets(const struct thread *thread, struct signal_sets *sets)
{
    *sets = (struct signal_sets){0};
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    const struct signal_state *state = thread->signal;
    if (state != NULL) {
        sets->thread_pending = state->pending.set;
        sets->blocked = state->blocked;
    }
    sets->process_pending = signal_process_pending.set;
    for (int signal = 1; signal <= SIGNAL_COUNT; signal++) {
        uint64_t handler = signal_actions[signal - 1].sa_handler;
        if (handler == SIG_IGN)
            sets->ignored |= SIGNAL_BIT(signal);
        else if (handler != SIG_DFL)
            sets->caught |= SIGNAL_BIT(signal);
    }
    spin_unlock_irqrestore(&signal_lock, flags);
}

/* Checks and normalizes what a program gives for its alternate stack. */
static int check_stack(struct stack *stack)
{
    uint32_t mode = stack->ss_flags & ~SS_AUTODISARM;
    stack->reserved = 0;
    if (mode == SS_DISABLE) {
        *stack = (struct stack){.ss_flags = SS_DISABLE};
        return 0;
    }
    if (mode != 0 && mode != SS_ONSTACK) return -EINVAL;
    if (stack->ss_size < MINSIGSTKSZ) return -ENOMEM;
    if (!user_range_ok((void *)stack->ss_sp, stack->ss_size)) return -ENOMEM;
    stack->ss_flags &= SS_AUTODISARM;
    return 0;
}

SYSCALL(sigaltstack)(const struct stack *stack, struct stack *old_stack)
{
    struct thread *thread = thread_current();
    struct stack *current = &thread->signal->alternate;
    struct stack old = *current;
    bool active = signal_on_alternate_stack(thread->signal, thread_user_frame(thread));
    if (active) old.ss_flags |= SS_ONSTACK;
    if (stack != NULL) {
        struct stack new;
        if (copy_from_user(&new, stack, sizeof(new)) != 0) return -EFAULT;
        if (active) return -EPERM;
        int status = check_stack(&new);
        if (status != 0) return status;
        *current = new;
    }
    return old_stack != NULL ? copy_to_user(old_stack, &old, sizeof(old)) : 0;
}

SYSCALL(rt_sigreturn)(void)
{
    struct thread *thread = thread_current();
    struct signal_state *state = thread->signal;
    struct trap_frame *frame = thread_user_frame(thread);
    uint64_t mask;
    struct stack alternate;
    if (arch_signal_pop(frame, &mask, &alternate) != 0) {
        arch_frame_replaced(frame);
        signal_from_fault(frame, SIGSEGV, SI_KERNEL, 0);
        return (long)frame->rax;
    }
    /* As Linux: settings that do not check out are left alone rather than being an error now. */
    if (!signal_on_alternate_stack(state, frame) && check_stack(&alternate) == 0)
        state->alternate = alternate;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    signal_set_blocked(state, mask);
    spin_unlock_irqrestore(&signal_lock, flags);
    /* The dispatcher stores what is returned here where the program's register was put already. */
    return (long)frame->rax;
}
