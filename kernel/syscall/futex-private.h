/* SPDX-License-Identifier: MIT */
/* The queues of futex waiters, for the files that implement the calls. */
#pragma once

#include <core/types.h>

/** Waits on `address` while it holds `expected`, for a wake-up whose bitset shares a bit. 0: woken; -EAGAIN:
 * another value; -EFAULT; -ETIMEDOUT; -ERESTARTSYS: a signal. */
int must_check futex_wait(uint32_t *address, uint32_t expected, uint32_t bitset, uint64_t deadline_ns);
unsigned futex_wake_bitset(const uint32_t *address, unsigned count, uint32_t bitset);
/** Wakes up to `wake` waiters of `from` and moves up to `move` others to `to`. Returns how many were woken;
 * adds to *moved. */
unsigned futex_requeue(const uint32_t *from, const uint32_t *to, unsigned wake, unsigned move,
                       unsigned *moved);

/** The priority-inheritance protocol; errors as futex(2) has them. */
long futex_lock_pi(uint32_t *address, uint64_t deadline_ns, bool only_try);
long futex_unlock_pi(uint32_t *address);
/** The owner of `address` is gone: whoever waits looks again. */
void futex_wake_pi(const uint32_t *address);
