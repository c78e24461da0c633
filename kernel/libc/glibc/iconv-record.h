/* SPDX-License-Identifier: MIT */
/* Which character sets need the tables that are a component of their own (kernel/libc/charsets). */
#ifndef GLIBC_ICONV_RECORD_H
#define GLIBC_ICONV_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/* Whether a set, by its number in libc's tables, is one of East Asia. */
bool iconv_is_large(size_t set);
/* What that is in kernels that do not record. */
bool iconv_is_large_plain(size_t set);
/* As iconv_is_large, for kernels that record: tells that the tables are needed. */
bool iconv_is_large_recorded(size_t set);

#pragma GCC visibility pop

#endif
