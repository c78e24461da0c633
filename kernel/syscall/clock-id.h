/* SPDX-License-Identifier: MIT */
/* Which clock a program means. */
#pragma once

#include <abi/time.h>

enum clock_kind { CLOCK_KIND_REAL, CLOCK_KIND_MONOTONIC, CLOCK_KIND_CPU };

struct clock_id {
    enum clock_kind kind;
    int tid; /* of CLOCK_KIND_CPU: 0 is the process */
};

/** Understands a clockid_t; 0 or -EINVAL. */
int must_check clock_id_resolve(int number, struct clock_id *clock);
/** The time it shows, in ns; that of a thread that is gone has stopped at 0. Any context. */
uint64_t clock_id_now_ns(const struct clock_id *clock);
/** The monotonic time at which the clock will show `ns`, at the earliest: CPU clocks may be slower, and a
 * clock that is set later on does not move it. WAIT_FOREVER stays. */
uint64_t clock_id_deadline_ns(const struct clock_id *clock, uint64_t ns);
