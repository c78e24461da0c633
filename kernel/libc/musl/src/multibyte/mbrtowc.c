// SPDX-License-Identifier: MIT
#include "libc/c-locale.h"

#include <wchar.h>

static size_t from_utf8(wchar_t *restrict to, const char *restrict from, size_t length,
                        mbstate_t *restrict state);

#define mbrtowc from_utf8
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../multibyte/mbrtowc.c>
#pragma clang diagnostic pop
#undef mbrtowc

size_t mbrtowc(wchar_t *restrict to, const char *restrict from, size_t length, mbstate_t *restrict state)
{
    if (from != NULL && length > 0 && (unsigned char)*from >= 0x80 && LIBC_IS_C_LOCALE)
        return libc_no_character();
    return from_utf8(to, from, length, state);
}
