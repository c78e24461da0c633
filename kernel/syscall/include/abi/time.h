/* SPDX-License-Identifier: MIT */
/* Times as system calls take and give them (linux/time_types.h, linux/time.h). */
#pragma once

#include <core/types.h>

struct timespec {
    int64_t tv_sec;
    int64_t tv_nsec;
};
_Static_assert(sizeof(struct timespec) == 16, "struct timespec of x86-64");

struct timeval {
    int64_t tv_sec;
    int64_t tv_usec;
};
_Static_assert(sizeof(struct timeval) == 16, "struct timeval of x86-64");

/* utimensat(2) in tv_nsec. */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe
