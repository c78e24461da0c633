// SPDX-License-Identifier: MIT
/* For checks that have other threads. */
#pragma once
#include "check.h"

#include <pthread.h>

static inline pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, function, argument) == 0);
    return thread;
}

/* What the function gives for the argument in a thread of its own. */
static inline void *run_in_thread(void *(*function)(void *), void *argument)
{
    void *result;
    CHECK(pthread_join(start(function, argument), &result) == 0);
    return result;
}
