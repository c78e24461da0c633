// SPDX-License-Identifier: MIT
#include "libc/c-locale.h"

#include <wchar.h>

static size_t to_utf8(char *restrict to, wchar_t character, mbstate_t *restrict state);

#define wcrtomb to_utf8
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../multibyte/wcrtomb.c>
#pragma clang diagnostic pop
#undef wcrtomb

size_t wcrtomb(char *restrict to, wchar_t character, mbstate_t *restrict state)
{
    if (to != NULL && (unsigned)character >= 0x80 && LIBC_IS_C_LOCALE) return libc_no_character();
    return to_utf8(to, character, state);
}
