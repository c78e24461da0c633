/* SPDX-License-Identifier: MIT */
/* Copies whose program's side was checked before (rw.c), or is the kernel's. */
#pragma once

#include <mm/user.h>

/** Zeroes as much as is possible; returns the number of bytes that were NOT zeroed. */
size_t clear_partial(void *destination, size_t size);
