/* SPDX-License-Identifier: MIT */
/* Signals of the one process. */
#pragma once

#include <abi/signal.h>
#include <arch/trap.h>
#include <core/types.h>

struct thread;

/** State for a new thread of the program: mask as `parent`'s (NULL: empty), nothing pending. NULL: out of memory. */
struct signal_state *signal_state_create(const struct thread *parent);
void signal_state_free(struct signal_state *state);

/** Sends to the process (any thread that does not block it) or to one thread. 0, -EAGAIN (queue full), -EINVAL. Any context. */
int signal_send_process(const struct siginfo *info);
int signal_send_thread(struct thread *thread, const struct siginfo *info);

/** Whether the calling thread has a signal to handle. */
bool signal_pending(void);

/** Replaces the calling thread's mask for the length of a system call (ppoll, pselect, sigsuspend); the old one comes back when the
 * call returns, after handlers ran. */
int signal_mask_for_call(const uint64_t *mask);
/** Undoes it at once, when the call did not end by a signal. */
void signal_mask_restore(void);
