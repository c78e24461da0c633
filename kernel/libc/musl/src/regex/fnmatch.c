// SPDX-License-Identifier: MIT
// musl's, which as glibc's compares bytes in the C locale, and in others when the characters do not match.
#include "libc/c-locale.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>

static int next_character(wchar_t *to, const char *from, size_t length)
{
    if (LIBC_IS_C_LOCALE && length > 0 && (unsigned char)*from >= 0x80) {
        // Beyond Unicode, where no class of characters has anything.
        *to = 0x110000 + (unsigned char)*from;
        return 1;
    }
    return mbtowc(to, from, length);
}

static int match(const char *pattern, const char *text, int flags);

#define mbtowc next_character
#define fnmatch match
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../regex/fnmatch.c>
#pragma clang diagnostic pop
#undef fnmatch

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text - 1u < 0x7f) text++;
    return *text == '\0';
}

int fnmatch(const char *pattern, const char *text, int flags)
{
    int result = match(pattern, text, flags);
    if (result != FNM_NOMATCH || LIBC_IS_C_LOCALE || (is_ascii(pattern) && is_ascii(text))) return result;
    locale_t *locale = &CURRENT_LOCALE, before = *locale;
    *locale = C_LOCALE;
    result = match(pattern, text, flags);
    *locale = before;
    return result;
}
