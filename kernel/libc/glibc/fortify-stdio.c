/* SPDX-License-Identifier: MIT */
/* The checked twins of stdio's reading calls. */
#include "private.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* A product that overflows does not fit anywhere. */
static void check_items(size_t size, size_t count, size_t room)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total) || total > room) __chk_fail();
}

GLIBC_EXPORT size_t __fread_chk(void *buffer, size_t room, size_t size, size_t count, FILE *file)
{
    check_items(size, count, room);
    return fread(buffer, size, count, file);
}

GLIBC_EXPORT size_t __fread_unlocked_chk(void *buffer, size_t room, size_t size, size_t count, FILE *file)
{
    check_items(size, count, room);
    return fread_unlocked(buffer, size, count, file);
}

GLIBC_EXPORT char *__fgets_chk(char *buffer, size_t room, int size, FILE *file)
{
    if (size > 0) GLIBC_CHECK_ROOM(size, room);
    return fgets(buffer, size, file);
}

GLIBC_EXPORT char *__fgets_unlocked_chk(char *buffer, size_t room, int size, FILE *file)
{
    if (size > 0) GLIBC_CHECK_ROOM(size, room);
    return fgets_unlocked(buffer, size, file);
}

GLIBC_EXPORT wchar_t *__fgetws_chk(wchar_t *buffer, size_t room, int size, FILE *file)
{
    if (size > 0) GLIBC_CHECK_ROOM(size, room);
    return fgetws(buffer, size, file);
}

GLIBC_EXPORT wchar_t *__fgetws_unlocked_chk(wchar_t *buffer, size_t room, int size, FILE *file)
{
    if (size > 0) GLIBC_CHECK_ROOM(size, room);
    return fgetws_unlocked(buffer, size, file);
}

/* gets has no length at all: the line with its NUL must fit. */
char *__gets_chk(char *buffer, size_t room);
GLIBC_EXPORT char *__gets_chk(char *buffer, size_t room)
{
    size_t used = 0;
    int c;
    flockfile(stdin);
    while ((c = getc_unlocked(stdin)) != EOF && c != '\n') {
        if (used + 1 >= room) __chk_fail();
        buffer[used++] = (char)c;
    }
    /* The line that ends without a newline counts; no byte at all, or an error, does not. */
    int failed = (c == EOF && used == 0) || ferror_unlocked(stdin);
    funlockfile(stdin);
    if (failed || room == 0) return NULL;
    buffer[used] = '\0';
    return buffer;
}
