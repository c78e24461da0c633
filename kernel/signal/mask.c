/* SPDX-License-Identifier: MIT */
/* Masks, and waiting for signals. */
#include "private.h"

#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <mm/user.h>
#include <sched/lock.h>
#include <syscall/timespec.h>

bool signal_pending(void)
{
    struct thread *thread = thread_current();
    if (!thread->return_work) return false;
    /* Perhaps another thread was quicker to take what this one was woken for. */
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    if (thread->signal != NULL) signal_recalculate(thread->signal);
    spin_unlock_irqrestore(&signal_lock, flags);
    return thread->return_work;
}

static void set_blocked(uint64_t blocked)
{
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    signal_set_blocked(thread_current()->signal, blocked);
    spin_unlock_irqrestore(&signal_lock, flags);
}

int signal_mask_for_call(const uint64_t *mask)
{
    struct signal_state *state = thread_current()->signal;
    state->saved_mask = state->blocked;
    state->restore_mask = true;
    set_blocked(*mask);
    return 0;
}

void signal_mask_restore(void)
{
    struct signal_state *state = thread_current()->signal;
    if (!state->restore_mask) return;
    state->restore_mask = false;
    set_blocked(state->saved_mask);
}

SYSCALL(rt_sigprocmask)(int how, const uint64_t *set, uint64_t *old_set, size_t size)
{
    if (size != SIGSET_SIZE) return -EINVAL;
    uint64_t old = thread_current()->signal->blocked;
    if (set != NULL) {
        uint64_t bits;
        if (copy_from_user(&bits, set, sizeof(bits)) != 0) return -EFAULT;
        switch (how) {
        case SIG_BLOCK: set_blocked(old | bits); break;
        case SIG_UNBLOCK: set_blocked(old & ~bits); break;
        case SIG_SETMASK: set_blocked(bits); break;
        default: return -EINVAL;
        }
    }
    return old_set != NULL ? copy_to_user(old_set, &old, sizeof(old)) : 0;
}

SYSCALL(rt_sigpending)(uint64_t *set, size_t size)
{
    if (size > SIGSET_SIZE) return -EINVAL;
    const struct signal_state *state = thread_current()->signal;
    uint64_t pending = signal_pending_set(state) & state->blocked;
    return copy_to_user(set, &pending, size);
}

/* Until a signal is to be handled. */
static long wait_for_signal(void)
{
    while (thread_sleep_until(WAIT_FOREVER, WAIT_INTERRUPTIBLE) == 0 || !signal_pending()) continue;
    return -ERESTARTNOHAND;
}

SYSCALL(pause)(void)
{
    return wait_for_signal();
}

SYSCALL(rt_sigsuspend)(const uint64_t *set, size_t size)
{
    uint64_t mask;
    if (size != SIGSET_SIZE) return -EINVAL;
    if (copy_from_user(&mask, set, sizeof(mask)) != 0) return -EFAULT;
    signal_mask_for_call(&mask);
    return wait_for_signal();
}

/* Takes a signal of `set`, blocked or not, and notes whether the thread goes on waiting for them. */
static int take_waited(uint64_t set, bool go_on, struct siginfo *info)
{
    struct signal_state *state = thread_current()->signal;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    int signal = signal_take(state, set, info);
    state->waiting = signal == 0 && go_on ? set : 0;
    signal_recalculate(state);
    spin_unlock_irqrestore(&signal_lock, flags);
    return signal;
}

SYSCALL(rt_sigtimedwait)
(const uint64_t *set_user, void *info_user, const struct timespec *timeout, size_t size)
{
    uint64_t set, deadline;
    if (size != SIGSET_SIZE) return -EINVAL;
    if (copy_from_user(&set, set_user, sizeof(set)) != 0) return -EFAULT;
    set &= ~SIGNAL_UNBLOCKABLE;
    signal_sources_begin(set);
    int signal, status = deadline_from_user(timeout, &deadline);
    if (status != 0) return status;
    struct siginfo info;
    while ((signal = take_waited(set, status == 0, &info)) == 0 && status == 0)
        status = thread_sleep_until(deadline, WAIT_INTERRUPTIBLE) == 0 ? -EAGAIN
                 : signal_pending()                                    ? -EINTR
                                                                       : 0;
    if (signal == 0) return status;
    if (info_user != NULL && (copy_to_user(info_user, &info, sizeof(info)) != 0 ||
                              clear_user((char *)info_user + sizeof(info), SIGINFO_SIZE - sizeof(info)) != 0))
        return -EFAULT;
    return signal;
}
