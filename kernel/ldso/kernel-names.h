/* SPDX-License-Identifier: MIT */
/* What the kernel stands for: libraries, and old versions of functions that are other functions today. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Whether a library of this file name (without a directory) is never searched in the image, since the kernel
 * is it. */
bool ldso_is_kernel_library(const char *name);

/** The kernel's name for a function that programs know by `name` in `version` (or NULL). */
const char *ldso_kernel_name(const char *name, const struct ldso_version *version);

#pragma GCC visibility pop
