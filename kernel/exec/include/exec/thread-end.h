/* SPDX-License-Identifier: MIT */
/* The end of a thread of the program. */
#pragma once

#include <core/types.h>

/** Ends the calling thread as exit(2) does: robust locks are given up, the waiter on its clear_child_tid is
 * woken; when it is the last one the process ends with the status that the main thread gave, or this one. */
_Noreturn void thread_end(int status);
