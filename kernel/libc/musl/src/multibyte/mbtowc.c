// SPDX-License-Identifier: MIT
#include "libc/c-locale.h"

#include <stdlib.h>

static int from_utf8(wchar_t *restrict to, const char *restrict from, size_t length);

#define mbtowc from_utf8
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../multibyte/mbtowc.c>
#pragma clang diagnostic pop
#undef mbtowc

int mbtowc(wchar_t *restrict to, const char *restrict from, size_t length)
{
    if (from != NULL && length > 0 && (unsigned char)*from >= 0x80 && LIBC_IS_C_LOCALE)
        return (int)libc_no_character();
    return from_utf8(to, from, length);
}
