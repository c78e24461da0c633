// SPDX-License-Identifier: MIT
#include "libc/c-locale.h"

#include <wchar.h>

static size_t from_utf8(wchar_t *restrict to, const char **restrict from, size_t room,
                        mbstate_t *restrict state);

#define mbsrtowcs from_utf8
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../multibyte/mbsrtowcs.c>
#pragma clang diagnostic pop
#undef mbsrtowcs

static size_t from_ascii(wchar_t *to, const char **from, size_t room)
{
    const char *text = *from;
    for (size_t count = 0; to == NULL || count < room; count++) {
        unsigned char byte = (unsigned char)text[count];
        if (byte >= 0x80) {
            if (to != NULL) *from = text + count;
            return libc_no_character();
        }
        if (to != NULL) to[count] = byte;
        if (byte != '\0') continue;
        if (to != NULL) *from = NULL;
        return count;
    }
    *from = text + room;
    return room;
}

size_t mbsrtowcs(wchar_t *restrict to, const char **restrict from, size_t room, mbstate_t *restrict state)
{
    return LIBC_IS_C_LOCALE ? from_ascii(to, from, room) : from_utf8(to, from, room, state);
}
