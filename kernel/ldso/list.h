/* SPDX-License-Identifier: MIT */
/*
 * All objects, in the order in which they were loaded; the executable is the first. The list only grows, and
 * an object is complete when it gets into it, so that it may be read without the loader's lock.
 */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** The first; NULL before the program has started. */
struct ldso_image *ldso_first(void);
struct ldso_image *ldso_next(const struct ldso_image *image);

/** Number of objects in the list. */
unsigned long ldso_list_count(void);

/** Appends objects, and tells a debugger. */
void ldso_list_append(struct ldso_image *const *images, size_t count);

/** The object that an address in memory belongs to; NULL: none. */
struct ldso_image *ldso_find_by_address(uint64_t address);

#pragma GCC visibility pop

/** What debuggers read. */
extern struct r_debug _r_debug;
