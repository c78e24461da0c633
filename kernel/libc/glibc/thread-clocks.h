/* SPDX-License-Identifier: MIT */
/* The ...clock... forms of waiting (POSIX.1-2024) are libc's waits with a deadline on the caller's clock
 * instead of CLOCK_REALTIME. Libc's sources name that clock where they wait, so each file here compiles such
 * a source a second time, under another name, with CLOCK_REALTIME being the clock that stands behind the
 * deadline. */
#ifndef GLIBC_THREAD_CLOCKS_H
#define GLIBC_THREAD_CLOCKS_H

#include "private.h"

#include "pthread_impl.h"

struct glibc_deadline {
    struct timespec at;
    clockid_t clock;
};

/* The clock of a wait until `at`, which is the first member of a struct glibc_deadline, or NULL. */
#define GLIBC_CLOCK_BEHIND(at) ((at) != NULL ? ((const struct glibc_deadline *)(at))->clock : 0)

/* glibc takes these two only. */
static inline int glibc_clock_is_known(clockid_t clock)
{
    return clock == CLOCK_MONOTONIC || clock == 0 /* CLOCK_REALTIME */;
}

/* Nor are the second names made again that the source gives to its functions. */
#undef weak_alias
#define weak_alias(existing, name)

/* These files are mostly somebody else's code. */
#pragma clang diagnostic ignored "-Weverything"

#endif
