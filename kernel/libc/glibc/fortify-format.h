/* SPDX-License-Identifier: MIT */
/* The rule of _FORTIFY_SOURCE=2 about %n: a format that stores through a pointer must not be in memory that
 * the program, or who attacks it, could have written. */
#ifndef GLIBC_FORTIFY_FORMAT_H
#define GLIBC_FORTIFY_FORMAT_H

#include "private.h"

#include <wchar.h>

/* `flag` is what the compiler passes: above 0 from _FORTIFY_SOURCE=2 on. Returns, or ends the program. */
hidden void glibc_check_format(int flag, const char *format);
hidden void glibc_check_wide_format(int flag, const wchar_t *format);

#endif
