// SPDX-License-Identifier: MIT
/* For checks that look at things from another thread. */
#pragma once
#include "check.h"

#include <pthread.h>

/* What the function gives for the argument in a thread of its own. */
static void *run_in_thread(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    void *result;
    CHECK(pthread_create(&thread, NULL, function, argument) == 0);
    CHECK(pthread_join(thread, &result) == 0);
    return result;
}
