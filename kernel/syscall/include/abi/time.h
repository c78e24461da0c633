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

/* Clocks (clock_gettime(2)). */
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9
#define CLOCK_TAI 11
/* Negative ones: ~tid << 3, with the bit below for one thread's time instead of its process's, and the kind
 * of time in the lowest. */
#define CLOCK_ID_PER_THREAD 4
#define CLOCK_ID_KIND 3
#define CLOCK_ID_KIND_DESCRIPTOR 3

#define TIMER_ABSTIME 1

struct itimerspec {
    struct timespec it_interval, it_value;
};

#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2

struct itimerval {
    struct timeval it_interval, it_value;
};

struct timezone {
    int32_t tz_minuteswest, tz_dsttime;
};

/* adjtimex(2) (linux/timex.h). */
#define ADJ_OFFSET_SS_READ 0xa001u
#define STA_UNSYNC 0x0040
#define TIME_ERROR 5

struct timex {
    uint32_t modes, pad0;
    int64_t offset, freq, maxerror, esterror;
    int32_t status, pad1;
    int64_t constant, precision, tolerance;
    struct timeval time;
    int64_t tick, ppsfreq, jitter;
    int32_t shift, pad2;
    int64_t stabil, jitcnt, calcnt, errcnt, stbcnt;
    int32_t tai;
    uint32_t reserved[11];
};
_Static_assert(sizeof(struct timex) == 208, "struct timex");
