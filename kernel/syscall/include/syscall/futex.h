/* SPDX-License-Identifier: MIT */
/* Futexes, as other components use them. */
#pragma once

#include <core/types.h>

/** Wakes up to `count` threads that wait on `address` (of the program's memory, which is not touched);
 * returns how many. */
unsigned futex_wake(const uint32_t *address, unsigned count);
