/* SPDX-License-Identifier: MIT */
/* strfromd and its relatives (C23 7.24.1.3): one conversion, "%" with perhaps a precision and one of
 * aAeEfFgG. */
#include "private.h"

#include <stdio.h>
#include <string.h>

/* Puts the format together with the length modifier. False if it is not one of those. */
static int make_format(char *to, size_t size, const char *format, const char *modifier)
{
    size_t precision = strspn(format + 1, ".0123456789");
    const char *conversion = format + 1 + precision;
    if (format[0] != '%' || *conversion == '\0' || strchr("aAeEfFgG", *conversion) == NULL ||
        conversion[1] != '\0')
        return 0;
    if (precision != 0 && format[1] != '.') return 0;
    int length = snprintf(to, size, "%%%.*s%s%c", (int)precision, format + 1, modifier, *conversion);
    return length > 0 && (size_t)length < size;
}

int strfromd(char *restrict to, size_t size, const char *restrict format, double value);
GLIBC_EXPORT int strfromd(char *restrict to, size_t size, const char *restrict format, double value)
{
    char full[32];
    return make_format(full, sizeof full, format, "") ? snprintf(to, size, full, value) : -1;
}

int strfromf(char *restrict to, size_t size, const char *restrict format, float value);
GLIBC_EXPORT int strfromf(char *restrict to, size_t size, const char *restrict format, float value)
{
    return strfromd(to, size, format, value);
}

int strfroml(char *restrict to, size_t size, const char *restrict format, long double value);
GLIBC_EXPORT int strfroml(char *restrict to, size_t size, const char *restrict format, long double value)
{
    char full[32];
    return make_format(full, sizeof full, format, "L") ? snprintf(to, size, full, value) : -1;
}
