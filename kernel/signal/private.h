/* SPDX-License-Identifier: MIT */
/*
 * What the signal component's files share. One lock, signal_lock, taken with interrupts off because timers
 * and the console send signals, protects all of it: actions, queues, masks, the list of states. It comes
 * before the scheduler's lock.
 */
#pragma once

#include <arch/syscall.h>
#include <core/demand.h>
#include <sched/thread.h>
#include <signal/queue.h>
#include <signal/signal.h>

/** Of one thread of the program. Under signal_lock, except where noted. */
struct signal_state {
    struct list_node node; /* in signal_states */
    struct thread *thread;
    struct signal_queue pending;
    uint64_t blocked;    /* only its own thread writes it */
    uint64_t waiting;    /* what sigtimedwait waits for: wakes the thread though blocked */
    uint64_t saved_mask; /* to come back when the system call is over, if restore_mask */
    bool restore_mask;
    struct stack alternate; /* sigaltstack; only its own thread touches it */
};

extern struct spinlock signal_lock;
extern struct list_node signal_states;
extern struct signal_queue signal_process_pending;
extern struct sigaction signal_actions[SIGNAL_COUNT];

/** What is pending for the thread, its own and the process's. Without the lock, what was so a moment ago. */
static inline uint64_t signal_pending_set(const struct signal_state *state)
{
    return __atomic_load_n(&state->pending.set, __ATOMIC_RELAXED) |
           __atomic_load_n(&signal_process_pending.set, __ATOMIC_RELAXED);
}

#define SIGNAL_UNBLOCKABLE (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))
#define SIGNAL_STOPS (SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
/* What the default action does nothing for. There is nobody who could continue a stopped process, so none
 * stops. */
#define SIGNAL_IGNORED_BY_DEFAULT                                                                            \
    (SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGURG) | SIGNAL_BIT(SIGWINCH) | SIGNAL_BIT(SIGCONT) | SIGNAL_STOPS)

/** Whether a thread with these registers runs on its alternate stack. With SS_AUTODISARM the settings are
 * gone while a handler uses the stack, because it may have left it for good. */
static inline bool signal_on_alternate_stack(const struct signal_state *state, const struct trap_frame *frame)
{
    const struct stack *stack = &state->alternate;
    return (stack->ss_flags & (SS_DISABLE | SS_AUTODISARM)) == 0 &&
           arch_frame_stack(frame) - stack->ss_sp - 1 < stack->ss_size;
}

/** The program waits for these signals or has handlers for them: those that come from outside are sent from
 * now on. */
void signal_sources_begin(uint64_t wanted);

/** Wakes who reads signals from a descriptor. With signal_lock held or without. */
void signalfd_notify(void);
DECLARE_DO(signalfd, signalfd_notify);

/* All with signal_lock held: */

/** Whether the action of a signal is to do nothing. */
bool signal_is_ignored(int signal);
/** Takes a signal of `allowed` that is pending for the thread or the process; its number, or 0. */
int signal_take(struct signal_state *state, uint64_t allowed, struct siginfo *info);
/** Sets return_work to whether the thread has something to do. */
void signal_recalculate(struct signal_state *state);
/** Replaces the thread's mask; what it blocks from now on may go to other threads. */
void signal_set_blocked(struct signal_state *state, uint64_t blocked);

/** Forgets all pending signals of the set, everywhere. */
void signal_discard(uint64_t set);
