/* SPDX-License-Identifier: MIT */
/* Characters of the C locale: those of ASCII, and bytes from 0x80 on are none. musl has an encoding of its
 * own for such bytes, which programs made for glibc take for characters. */
#pragma once

/* Ours, before musl's own headers include theirs. */
#include "libc.h"

#include "locale_impl.h"
#include <errno.h>

#define LIBC_IS_C_LOCALE (!CURRENT_UTF8)

/* What a function of the C library answers to a byte or a character that is none. */
static inline size_t libc_no_character(void)
{
    errno = EILSEQ;
    return (size_t)-1;
}
