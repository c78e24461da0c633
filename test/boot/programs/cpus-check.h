// SPDX-License-Identifier: MIT
/* For checks that use several CPUs. */
#pragma once

#include "thread-check.h"

#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#define THREADS_MAX 8

/* Tells threads that go on for ever to end. */
static atomic_int stop;

static inline void join(pthread_t thread)
{
    CHECK(pthread_join(thread, NULL) == 0);
}

/* As the first call found it: musl counts those on which the thread may run. */
static inline int cpus(void)
{
    static atomic_int count;
    if (count == 0) count = (int)sysconf(_SC_NPROCESSORS_ONLN);
    return count;
}
