/* SPDX-License-Identifier: MIT */
/* strtol and its family as C23 has them, which programs made with glibc 2.38 or later call under these names:
 * in base 2, and in base 0, "0b" or "0B" may precede the digits (C23 7.24.1.7). All else is as before. */
#include "private.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

static int isspace_byte(char c)
{
    return isspace((unsigned char)c);
}

/* The rules for both kinds of text are in one macro, because C has no other way to say them once.
 * NAME_digits finds what follows the prefix, or NULL. NAME_unsigned and NAME_signed read it; `value` below
 * 2^64 is what the digits say, and the limits are those of 64 bits, since long and long long are the same
 * here. */
#define DEFINE_READERS(NAME, CHARACTER, IS_SPACE, TO_U64)                                                    \
    static const CHARACTER *NAME##_digits(const CHARACTER *text, int base, bool *negative)                   \
    {                                                                                                        \
        while (IS_SPACE(*text)) text++;                                                                      \
        *negative = *text == '-';                                                                            \
        if (*text == '-' || *text == '+') text++;                                                            \
        bool prefixed = (base == 0 || base == 2) && text[0] == '0' && (text[1] == 'b' || text[1] == 'B') &&  \
                        (text[2] == '0' || text[2] == '1');                                                  \
        return prefixed ? text + 2 : NULL;                                                                   \
    }                                                                                                        \
    static uint64_t NAME##_unsigned(const CHARACTER *text, CHARACTER **end, int base)                        \
    {                                                                                                        \
        bool negative;                                                                                       \
        const CHARACTER *digits = NAME##_digits(text, base, &negative);                                      \
        if (digits == NULL) return TO_U64(text, end, base);                                                  \
        int errno_before = errno;                                                                            \
        errno = 0;                                                                                           \
        uint64_t value = TO_U64(digits, end, 2);                                                             \
        if (errno == ERANGE) return UINT64_MAX;                                                              \
        errno = errno_before;                                                                                \
        return negative ? -value : value;                                                                    \
    }                                                                                                        \
    static int64_t NAME##_signed(const CHARACTER *text, CHARACTER **end, int base,                           \
                                 long (*plain)(const CHARACTER *, CHARACTER **, int))                        \
    {                                                                                                        \
        bool negative;                                                                                       \
        const CHARACTER *digits = NAME##_digits(text, base, &negative);                                      \
        if (digits == NULL) return plain(text, end, base);                                                   \
        /* Digits beyond 64 bits give UINT64_MAX, which is above both limits. */                             \
        uint64_t value = TO_U64(digits, end, 2);                                                             \
        uint64_t limit = (uint64_t)INT64_MAX + negative;                                                     \
        if (value > limit) {                                                                                 \
            errno = ERANGE;                                                                                  \
            value = limit;                                                                                   \
        }                                                                                                    \
        return (int64_t)(negative ? -value : value);                                                         \
    }

DEFINE_READERS(narrow, char, isspace_byte, strtoul)
DEFINE_READERS(wide, wchar_t, iswspace, wcstoul)

long __isoc23_strtol(const char *text, char **end, int base);
GLIBC_EXPORT long __isoc23_strtol(const char *text, char **end, int base)
{
    return narrow_signed(text, end, base, strtol);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base);
GLIBC_EXPORT unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
    return narrow_unsigned(text, end, base);
}

long __isoc23_wcstol(const wchar_t *text, wchar_t **end, int base);
GLIBC_EXPORT long __isoc23_wcstol(const wchar_t *text, wchar_t **end, int base)
{
    return wide_signed(text, end, base, wcstol);
}

unsigned long __isoc23_wcstoul(const wchar_t *text, wchar_t **end, int base);
GLIBC_EXPORT unsigned long __isoc23_wcstoul(const wchar_t *text, wchar_t **end, int base)
{
    return wide_unsigned(text, end, base);
}

/* long, long long and intmax_t have one representation on x86-64; the locale of the _l forms is not looked
 * at. */
GLIBC_ALIAS(__isoc23_strtol, __isoc23_strtoll);
GLIBC_ALIAS(__isoc23_strtol, __isoc23_strtoimax);
GLIBC_ALIAS(__isoc23_strtol, __isoc23_strtol_l);
GLIBC_ALIAS(__isoc23_strtol, __isoc23_strtoll_l);
GLIBC_ALIAS(__isoc23_strtoul, __isoc23_strtoull);
GLIBC_ALIAS(__isoc23_strtoul, __isoc23_strtoumax);
GLIBC_ALIAS(__isoc23_strtoul, __isoc23_strtoul_l);
GLIBC_ALIAS(__isoc23_strtoul, __isoc23_strtoull_l);
GLIBC_ALIAS(__isoc23_wcstol, __isoc23_wcstoll);
GLIBC_ALIAS(__isoc23_wcstol, __isoc23_wcstoimax);
GLIBC_ALIAS(__isoc23_wcstol, __isoc23_wcstol_l);
GLIBC_ALIAS(__isoc23_wcstol, __isoc23_wcstoll_l);
GLIBC_ALIAS(__isoc23_wcstoul, __isoc23_wcstoull);
GLIBC_ALIAS(__isoc23_wcstoul, __isoc23_wcstoumax);
GLIBC_ALIAS(__isoc23_wcstoul, __isoc23_wcstoul_l);
GLIBC_ALIAS(__isoc23_wcstoul, __isoc23_wcstoull_l);
