/* SPDX-License-Identifier: MIT */
/* Signals of the one process. */
#pragma once

#include <abi/signal.h>
#include <arch/trap.h>
#include <core/types.h>

struct thread;
struct signal_entry;
struct signal_state;

/** Gives a new thread of the program its signal state (thread->signal): the mask as `parent`'s (NULL: empty),
 * nothing pending. 0 or -ENOMEM. */
int must_check signal_state_create(struct thread *thread, const struct thread *parent);
/** Takes the state of a thread that ends (or never started) away from it; a signal that was sent to the
 * process and that only this thread had been woken for goes to another one. NULL is allowed. */
void signal_state_free(struct signal_state *state);

/** Sends to the process (any thread that does not block it) or to one thread (hold thread_list_lock, unless
 * it is the calling one). 0, -EAGAIN (queue full), -EINVAL. Any context. */
int signal_send_process(const struct siginfo *info);
int signal_send_thread(struct thread *thread, const struct siginfo *info);

/** Sends what `entry` says (a timer's own entry, preallocated) to the thread `tid` of the program (nothing
 * happens when it is gone) or, `tid` being 0, to the process. While it is still pending from before, only its
 * si_overrun counts up; `expirations` is for how often at once it is sent. Any context. */
void signal_send_entry(int tid, struct signal_entry *entry, uint64_t expirations);
/** Takes such an entry back, before its memory goes. Any context. */
void signal_withdraw_entry(struct signal_entry *entry);

/** Who sends the process the signals by which its user ends it. Registers with SET_ADD(signal_source, ...).
 */
struct signal_source {
    /** The program does not leave SIGINT or SIGTERM to the default action any more. Called once, and may
     * sleep. */
    void (*begin)(void);
};

/** Whether the calling thread has a signal to handle. */
bool signal_pending(void);

/** Replaces the calling thread's mask for the length of a system call (ppoll, pselect, sigsuspend); the old
 * one comes back when the call returns, after handlers ran. `mask` is in the kernel's memory. 0. */
int signal_mask_for_call(const uint64_t *mask);
/** Undoes it at once, when the call did not end by a signal. */
void signal_mask_restore(void);

/** CPU time in ns of the thread `tid` (false: there is none) or, `tid` being 0, of all threads that the
 * program has and had. Any context, unlike what takes thread_list_lock: it walks the list by which interrupts
 * find whom to signal. */
bool signal_run_time_ns(int tid, uint64_t *ns);

/** The sets of /proc/PID/status, of one thread. */
struct signal_sets {
    uint64_t thread_pending, process_pending, blocked, ignored, caught;
};
/** Hold thread_list_lock. */
void signal_sets(const struct thread *thread, struct signal_sets *sets);
