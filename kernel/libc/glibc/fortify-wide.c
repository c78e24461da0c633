/* SPDX-License-Identifier: MIT */
/* The checked twins of wchar.h's copying functions. Sizes are in wide characters. */
#include "private.h"

#include <wchar.h>

GLIBC_EXPORT wchar_t *__wmemcpy_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wmemcpy(to, from, length);
}

GLIBC_EXPORT wchar_t *__wmemmove_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wmemmove(to, from, length);
}

GLIBC_EXPORT wchar_t *__wmempcpy_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wmemcpy(to, from, length) + length;
}

GLIBC_EXPORT wchar_t *__wmemset_chk(wchar_t *to, wchar_t value, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wmemset(to, value, length);
}

GLIBC_EXPORT wchar_t *__wcpcpy_chk(wchar_t *to, const wchar_t *from, size_t room)
{
    size_t length = wcslen(from);
    GLIBC_CHECK_ROOM(length + 1, room);
    return wmemcpy(to, from, length + 1) + length;
}

GLIBC_EXPORT wchar_t *__wcscpy_chk(wchar_t *to, const wchar_t *from, size_t room)
{
    __wcpcpy_chk(to, from, room);
    return to;
}

GLIBC_EXPORT wchar_t *__wcsncpy_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wcsncpy(to, from, length);
}

GLIBC_EXPORT wchar_t *__wcpncpy_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return wcpncpy(to, from, length);
}

static wchar_t *append(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    size_t used = wcsnlen(to, room);
    if (used == room || length >= room - used) __chk_fail();
    wmemcpy(to + used, from, length);
    to[used + length] = L'\0';
    return to;
}

GLIBC_EXPORT wchar_t *__wcscat_chk(wchar_t *to, const wchar_t *from, size_t room)
{
    return append(to, from, wcslen(from), room);
}

GLIBC_EXPORT wchar_t *__wcsncat_chk(wchar_t *to, const wchar_t *from, size_t length, size_t room)
{
    return append(to, from, wcsnlen(from, length), room);
}
