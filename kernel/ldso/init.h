/* SPDX-License-Identifier: MIT */
/* Constructors and destructors. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** What constructors are called with. Written once. */
extern int ldso_argc;
extern char **ldso_argv;

/** Runs the constructors of the objects of the list that have not started, each after what it needs; the
 * executable's are left to __libc_start_main. In a circle of needs the order is that of the search for them.
 */
void ldso_construct(struct ldso_image *const *images, size_t count);

/** Runs the executable's own first functions (DT_PREINIT_ARRAY), before any constructor. */
void ldso_construct_first(const struct ldso_image *executable);

#pragma GCC visibility pop
