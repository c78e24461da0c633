/* SPDX-License-Identifier: MIT */
/* Between sched.c and wait.c. */
#pragma once

#include <core/types.h>

/** Marks the calling thread as about to sleep: from here on thread_wake takes effect. */
void sched_prepare_sleep(void);
/** Takes the mark back. */
void sched_cancel_sleep(void);
