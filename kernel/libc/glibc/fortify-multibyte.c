/* SPDX-License-Identifier: MIT */
/* The checked twins of the conversions between bytes and wide characters. `room` counts elements of the
 * destination. */
#include "private.h"

#include <stdlib.h>
#include <wchar.h>

GLIBC_EXPORT size_t __mbstowcs_chk(wchar_t *to, const char *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return mbstowcs(to, from, length);
}

GLIBC_EXPORT size_t __wcstombs_chk(char *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wcstombs(to, from, length);
}

GLIBC_EXPORT size_t __mbsrtowcs_chk(wchar_t *to, const char **from, size_t length, mbstate_t *state,
                                    size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return mbsrtowcs(to, from, length, state);
}

GLIBC_EXPORT size_t __wcsrtombs_chk(char *to, const wchar_t **from, size_t length, mbstate_t *state,
                                    size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wcsrtombs(to, from, length, state);
}

GLIBC_EXPORT size_t __mbsnrtowcs_chk(wchar_t *to, const char **from, size_t limit, size_t length,
                                     mbstate_t *state, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return mbsnrtowcs(to, from, limit, length, state);
}

GLIBC_EXPORT size_t __wcsnrtombs_chk(char *to, const wchar_t **from, size_t limit, size_t length,
                                     mbstate_t *state, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wcsnrtombs(to, from, limit, length, state);
}

/* These two have no length: any character of the locale must fit. */
GLIBC_EXPORT size_t __wcrtomb_chk(char *to, wchar_t c, mbstate_t *state, size_t room)
{
    GLIBC_CHECK_ROOM(MB_CUR_MAX, room);
    return wcrtomb(to, c, state);
}

GLIBC_EXPORT int __wctomb_chk(char *to, wchar_t c, size_t room)
{
    GLIBC_CHECK_ROOM(MB_CUR_MAX, room);
    return wctomb(to, c);
}
