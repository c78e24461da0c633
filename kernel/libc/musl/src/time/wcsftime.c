/* SPDX-License-Identifier: MIT */
/* wcsftime by strftime: what stands between conversions is copied, and each conversion is text. */
#include <libc/compat.h>

#include <locale.h>
#include <stdbool.h>
#include <time.h>
#include <wchar.h>

size_t wcsftime_l(wchar_t *restrict text, size_t room, const wchar_t *restrict format,
                  const struct tm *restrict tm, locale_t locale);

/* The longest conversion, and the longest text that it can become. */
enum { CONVERSION = 32, TEXT = 512 };

/* The conversion at *format, which is passed. */
static void read_conversion(const wchar_t **format, char conversion[CONVERSION])
{
    size_t length = 0;
    conversion[length++] = (char)*(*format)++;
    while (**format != L'\0' && length < CONVERSION - 2) {
        wchar_t c = **format;
        bool is_last = wcschr(L"_-^#0123456789EO", c) == NULL;
        /* Another one than of ASCII is not part of it. */
        if (c >= 0x80) break;
        conversion[length++] = (char)c;
        (*format)++;
        if (is_last) break;
    }
    conversion[length] = '\0';
}

GLIBC_EXPORT size_t wcsftime(wchar_t *restrict text, size_t room, const wchar_t *restrict format,
                             const struct tm *restrict tm)
{
    const wchar_t *from = format;
    size_t length = 0;
    while (*from != L'\0' && length < room) {
        if (*from != L'%') {
            text[length++] = *from++;
            continue;
        }
        char conversion[CONVERSION], bytes[TEXT];
        read_conversion(&from, conversion);
        size_t count = strftime(bytes, sizeof(bytes), conversion, tm);
        for (size_t i = 0; i < count && length < room; i++) text[length++] = (unsigned char)bytes[i];
    }
    if (length >= room) return 0;
    text[length] = L'\0';
    return length;
}

/* The names are the same in all locales that there are. */
GLIBC_EXPORT size_t wcsftime_l(wchar_t *restrict text, size_t room, const wchar_t *restrict format,
                               const struct tm *restrict tm, locale_t locale)
{
    (void)locale;
    return wcsftime(text, room, format, tm);
}
GLIBC_ALIAS(wcsftime_l, __wcsftime_l);
