/* SPDX-License-Identifier: MIT */
/* The text of what went wrong, for dlerror or for the program's end. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Of the last failure: a clause that begins with the file's name. Written under the loader's lock. */
extern char ldso_failure_text[1024];

/** Records "FILE: TEXT". Always returns `status`, a negative errno, so that it can be returned. */
__attribute__((format(printf, 3, 4))) int ldso_fail(const char *file, int status, const char *format, ...);

#pragma GCC visibility pop
