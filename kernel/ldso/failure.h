/* SPDX-License-Identifier: MIT */
/* The text of what went wrong, for dlerror or for the program's end. */
#pragma once

#include "image.h"

#include <stdarg.h>

#pragma GCC visibility push(hidden)

/** Of the last failure: a clause that begins with the file's name. Written under the loader's lock. */
extern char ldso_failure_text[1024];

/** Records "FILE: TEXT". Always returns `status`, a negative errno, so that it can be returned. */
__attribute__((format(printf, 3, 4))) int ldso_fail(const char *file, int status, const char *format, ...);

/** Writes text of at most size - 1 bytes and a final 0; gives its length. `format` knows %s, %u, %x and l or
 * z before the last two. */
size_t ldso_format(char *text, size_t size, const char *format, va_list arguments);

/** What an errno that opening, reading or mapping a file gives means. */
const char *ldso_error_text(int error);

#pragma GCC visibility pop
