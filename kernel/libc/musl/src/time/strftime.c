/* SPDX-License-Identifier: MIT */
/* strftime with the conversions and flags that glibc has beyond the standard: %k, %l, %P, %s, _, -, 0, ^, #
 * and widths. What is no conversion is written as it is. */
#include <libc/compat.h>

#include "strftime-fields.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                   "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static int hour_of_twelve(const struct tm *tm)
{
    int hour = tm->tm_hour > 12 ? tm->tm_hour - 12 : tm->tm_hour;
    return hour == 0 ? 12 : hour;
}

/* Of a time that has no zone, that of the local time. */
static void put_zone(struct strftime_output *output, const struct strftime_conversion *how,
                     const struct tm *tm)
{
    const char *zone = tm->tm_zone == NULL ? "" : tm->tm_zone;
    if (zone[0] == '\0' && tm->tm_isdst >= 0) {
        tzset();
        zone = tzname[tm->tm_isdst > 0];
    }
    strftime_put_text(output, how, zone, strlen(zone));
}

static void put_name(struct strftime_output *output, const struct strftime_conversion *how,
                     const char *const *names, unsigned count, int number, bool is_short)
{
    const char *name = number >= 0 && (unsigned)number < count ? names[number] : "?";
    strftime_put_text(output, how, name, is_short && strlen(name) > 3 ? 3 : strlen(name));
}

static void put_all(struct strftime_output *output, const char *format, const struct tm *tm, bool is_upper);

/* A conversion that stands for several. Its width is that of all of them. */
static void put_several(struct strftime_output *output, const struct strftime_conversion *how,
                        const char *format, const struct tm *tm)
{
    char text[128];
    struct strftime_output inner = {text, sizeof(text), false};
    put_all(&inner, format, tm, how->is_upper);
    strftime_put_text(output, how, text, (size_t)(inner.at - text));
}

static void put_seconds(struct strftime_output *output, const struct strftime_conversion *how,
                        const struct tm *tm)
{
    struct tm copy = *tm;
    char text[24];
    strftime_put_text(output, how, text,
                      (size_t)snprintf(text, sizeof(text), "%lld", (long long)mktime(&copy)));
}

static long long floor_divide(long long a, long long b)
{
    return a / b - (a % b < 0);
}

/* Which conversions there are not with a modifier. */
static bool takes(char letter, char modifier)
{
    const char *others = modifier == 'E' ? "AaBbDdeFGgHhIjklMmSUVWw" : modifier == 'O' ? "AacDFXxY" : "";
    return strchr(others, letter) == NULL;
}

/* false: there is no such conversion. */
static bool put_conversion(struct strftime_output *output, struct strftime_conversion *how, char letter,
                           char modifier, const struct tm *tm)
{
    long long year = tm->tm_year + 1900ll;
    /* Also where they are not taken: what stands there is then written in capitals, as glibc does it. */
    if (strchr("bhB", letter) != NULL) how->is_upper |= how->is_swapped;
    if (!takes(letter, modifier)) return false;
    switch (letter) {
    case 'a':
    case 'A':
        how->is_upper |= how->is_swapped;
        put_name(output, how, days, 7, tm->tm_wday, letter == 'a');
        return true;
    case 'b':
    case 'h':
    case 'B': put_name(output, how, months, 12, tm->tm_mon, letter != 'B'); return true;
    case 'c': put_several(output, how, "%a %b %e %H:%M:%S %Y", tm); return true;
    case 'C': strftime_put_number(output, how, 1, '0', floor_divide(year, 100)); return true;
    case 'D':
    case 'x': put_several(output, how, "%m/%d/%y", tm); return true;
    case 'd': strftime_put_number(output, how, 2, '0', tm->tm_mday); return true;
    case 'e': strftime_put_number(output, how, 2, '_', tm->tm_mday); return true;
    case 'F': put_several(output, how, "%Y-%m-%d", tm); return true;
    case 'g':
    case 'G':
    case 'V': {
        long long iso_year;
        int week = strftime_iso_week(tm, &iso_year);
        if (letter == 'V') strftime_put_number(output, how, 2, '0', week);
        if (letter == 'G') strftime_put_number(output, how, 1, '0', iso_year);
        if (letter == 'g') strftime_put_number(output, how, 2, '0', (iso_year % 100 + 100) % 100);
        return true;
    }
    case 'H':
    case 'k': strftime_put_number(output, how, 2, letter == 'H' ? '0' : '_', tm->tm_hour); return true;
    case 'I':
    case 'l': strftime_put_number(output, how, 2, letter == 'I' ? '0' : '_', hour_of_twelve(tm)); return true;
    case 'j': strftime_put_number(output, how, 3, '0', tm->tm_yday + 1ll); return true;
    case 'M': strftime_put_number(output, how, 2, '0', tm->tm_min); return true;
    case 'm': strftime_put_number(output, how, 2, '0', tm->tm_mon + 1ll); return true;
    case 'n': strftime_put_text(output, how, "\n", 1); return true;
    case 't': strftime_put_text(output, how, "\t", 1); return true;
    case '%': strftime_put_text(output, how, "%", 1); return true;
    case 'p':
    case 'P':
        if (letter == 'P' || how->is_swapped) how->is_lower = true;
        if (how->is_lower) how->is_upper = false;
        strftime_put_text(output, how, tm->tm_hour > 11 ? "PM" : "AM", 2);
        return true;
    case 'R': put_several(output, how, "%H:%M", tm); return true;
    case 'r': put_several(output, how, "%I:%M:%S %p", tm); return true;
    case 'S': strftime_put_number(output, how, 2, '0', tm->tm_sec); return true;
    case 's': put_seconds(output, how, tm); return true;
    case 'X':
    case 'T': put_several(output, how, "%H:%M:%S", tm); return true;
    case 'u': strftime_put_number(output, how, 1, '0', (tm->tm_wday + 6) % 7 + 1); return true;
    case 'U': strftime_put_number(output, how, 2, '0', (tm->tm_yday - tm->tm_wday + 7) / 7); return true;
    case 'W':
        strftime_put_number(output, how, 2, '0', (tm->tm_yday - (tm->tm_wday + 6) % 7 + 7) / 7);
        return true;
    case 'w': strftime_put_number(output, how, 1, '0', tm->tm_wday); return true;
    case 'Y': strftime_put_number(output, how, 1, '0', year); return true;
    case 'y': strftime_put_number(output, how, 2, '0', (year % 100 + 100) % 100); return true;
    case 'Z':
        if (how->is_swapped) how->is_upper = false, how->is_lower = true;
        put_zone(output, how, tm);
        return true;
    case 'z': strftime_put_offset(output, how, tm); return true;
    default: return false;
    }
}

static void put_all(struct strftime_output *output, const char *format, const struct tm *tm, bool is_upper)
{
    while (*format != '\0' && !output->is_full) {
        const char *start = format;
        if (*format++ != '%') {
            strftime_put(output, *start);
            continue;
        }
        struct strftime_conversion how = {.is_upper = is_upper, .width = -1};
        for (; *format != '\0' && strchr("_-0^#", *format) != NULL; format++) {
            if (*format == '^')
                how.is_upper = true;
            else if (*format == '#')
                how.is_swapped = true;
            else
                how.pad = *format;
        }
        if (isdigit((unsigned char)*format)) {
            char *end;
            unsigned long width = strtoul(format, &end, 10);
            how.width = width > INT_MAX ? INT_MAX : (int)width;
            format = end;
        }
        char modifier = 0;
        if (*format == 'E' || *format == 'O') modifier = *format++;
        char letter = *format;
        if (letter != '\0') format++;
        if (put_conversion(output, &how, letter, modifier, tm)) continue;
        strftime_put_text(output, &how, start, (size_t)(format - start));
    }
}

size_t strftime_l(char *restrict text, size_t room, const char *restrict format, const struct tm *restrict tm,
                  locale_t locale);

GLIBC_EXPORT size_t strftime(char *restrict text, size_t room, const char *restrict format,
                             const struct tm *restrict tm)
{
    struct strftime_output output = {text, room, room == 0};
    put_all(&output, format, tm, false);
    if (output.is_full) return 0;
    *output.at = '\0';
    return (size_t)(output.at - text);
}

/* The names are the same in all locales that there are. */
GLIBC_EXPORT size_t strftime_l(char *restrict text, size_t room, const char *restrict format,
                               const struct tm *restrict tm, locale_t locale)
{
    (void)locale;
    return strftime(text, room, format, tm);
}
