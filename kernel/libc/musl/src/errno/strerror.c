/* SPDX-License-Identifier: MIT */
/* strerror and its family, in place of libc's, in glibc's words. strerror_r is the one with GNU's result,
 * under which name glibc has it for programs compiled with _GNU_SOURCE; others call __xpg_strerror_r. */
#include <libc/compat.h>

/* The header declares the one of POSIX under this name. */
#define strerror_r posix_strerror_r
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "locale_impl.h"
#undef strerror_r

/* The texts in one block, found by their offsets: a table of pointers would be three times as large. */
static const struct words {
    char e0[sizeof "Success"];
#define X(name, text) char name##_[sizeof text];
#include <libc/error-names.h>
#undef X
} words = {
    "Success",
#define X(name, text) text,
#include <libc/error-names.h>
#undef X
};

static const unsigned short offsets[] = {
#define X(name, text) [name] = offsetof(struct words, name##_),
#include <libc/error-names.h>
#undef X
};

/* NULL if there is no such error. */
static const char *find(int number)
{
    if (number == 0) return words.e0;
    if ((unsigned)number >= sizeof offsets / sizeof *offsets || offsets[number] == 0) return NULL;
    return (const char *)&words + offsets[number];
}

const char *strerrordesc_np(int number);
GLIBC_EXPORT const char *strerrordesc_np(int number)
{
    return find(number);
}

/* GNU's: the result need not be in the buffer. */
static char *describe(int number, char *buffer, size_t size)
{
    const char *text = find(number);
    if (text != NULL) return (char *)LCTRANS_CUR(text);
    snprintf(buffer, size, "Unknown error %d", number);
    return buffer;
}

char *__strerror_r(int number, char *buffer, size_t size);
GLIBC_EXPORT char *__strerror_r(int number, char *buffer, size_t size)
{
    return describe(number, buffer, size);
}

GLIBC_ALIAS(__strerror_r, strerror_r);

GLIBC_EXPORT int __xpg_strerror_r(int number, char *buffer, size_t size)
{
    char unknown[32];
    const char *text = describe(number, unknown, sizeof unknown);
    if (size > 0) snprintf(buffer, size, "%s", text);
    if (find(number) == NULL) return EINVAL;
    return strlen(text) >= size ? ERANGE : 0;
}

/* The text of an unknown number is overwritten by the next call with one, in any thread. */
GLIBC_EXPORT char *strerror(int number)
{
    static char unknown[32];
    return describe(number, unknown, sizeof unknown);
}

hidden char *__strerror_l(int number, locale_t locale);
hidden char *__strerror_l(int number, locale_t locale)
{
    (void)locale;
    return strerror(number);
}

char *strerror_l(int number, locale_t locale);
GLIBC_EXPORT char *strerror_l(int number, locale_t locale)
{
    return __strerror_l(number, locale);
}
