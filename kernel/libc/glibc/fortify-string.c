/* SPDX-License-Identifier: MIT */
/* The checked twins of string.h: the last argument is the size of the destination as the compiler knows it.
 * The check is on the bytes that would be written, before any of them is. */
#include "private.h"

#include <string.h>
#include <strings.h>

GLIBC_EXPORT void *__memcpy_chk(void *to, const void *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return memcpy(to, from, length);
}

GLIBC_EXPORT void *__memmove_chk(void *to, const void *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return memmove(to, from, length);
}

GLIBC_EXPORT void *__mempcpy_chk(void *to, const void *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return mempcpy(to, from, length);
}

GLIBC_EXPORT void *__memset_chk(void *to, int byte, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return memset(to, byte, length);
}

GLIBC_EXPORT void __explicit_bzero_chk(void *to, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    explicit_bzero(to, length);
}

GLIBC_EXPORT char *__stpcpy_chk(char *to, const char *from, size_t room)
{
    size_t length = strlen(from);
    GLIBC_CHECK_ROOM(length + 1, room);
    return (char *)memcpy(to, from, length + 1) + length;
}

GLIBC_EXPORT char *__strcpy_chk(char *to, const char *from, size_t room)
{
    __stpcpy_chk(to, from, room);
    return to;
}

GLIBC_EXPORT char *__strncpy_chk(char *to, const char *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return strncpy(to, from, length);
}

GLIBC_EXPORT char *__stpncpy_chk(char *to, const char *from, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return stpncpy(to, from, length);
}

/* The string in `to` may itself be unterminated within its room, so its length is looked for no further. */
static char *append(char *to, const char *from, size_t length, size_t room)
{
    size_t used = strnlen(to, room);
    if (used == room || length >= room - used) __chk_fail();
    memcpy(to + used, from, length);
    to[used + length] = '\0';
    return to;
}

GLIBC_EXPORT char *__strcat_chk(char *to, const char *from, size_t room)
{
    return append(to, from, strlen(from), room);
}

GLIBC_EXPORT char *__strncat_chk(char *to, const char *from, size_t length, size_t room)
{
    return append(to, from, strnlen(from, length), room);
}

/* glibc 2.38: the size that the caller states must not be above the real one. */
GLIBC_EXPORT size_t __strlcpy_chk(char *to, const char *from, size_t size, size_t room)
{
    GLIBC_CHECK_ROOM(size, room);
    return strlcpy(to, from, size);
}

GLIBC_EXPORT size_t __strlcat_chk(char *to, const char *from, size_t size, size_t room)
{
    GLIBC_CHECK_ROOM(size, room);
    return strlcat(to, from, size);
}
