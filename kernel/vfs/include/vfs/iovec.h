/* SPDX-License-Identifier: MIT */
#pragma once

#include <abi/uio.h>
#include <core/types.h>

/** How many vectors fit where a caller keeps them on its stack. */
#define IOVEC_FEW 8

/** Copies and checks the program's vectors: to `few`, or, when they are more, to memory that the caller frees
 * (*copied != few). Lengths are cut so that their sum is at most RW_COUNT_MAX. 0, -EINVAL, -EFAULT, -ENOMEM.
 */
int must_check iovec_copy(const struct iovec *user, size_t count, struct iovec *few, struct iovec **copied);
