/* SPDX-License-Identifier: MIT */
#include "strftime-fields.h"

#include <ctype.h>
#include <stdio.h>

void strftime_put(struct strftime_output *output, char c)
{
    if (output->room > 1) {
        *output->at++ = c;
        output->room--;
    } else {
        output->is_full = true;
    }
}

static void fill(struct strftime_output *output, char c, int count)
{
    for (; count > 0 && !output->is_full; count--) strftime_put(output, c);
}

void strftime_put_text(struct strftime_output *output, const struct strftime_conversion *how,
                       const char *text, size_t length)
{
    int missing = how->width > 0 && (size_t)how->width > length ? how->width - (int)length : 0;
    fill(output, how->pad == '0' ? '0' : ' ', missing);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        strftime_put(output, (char)(how->is_upper ? toupper(c) : how->is_lower ? tolower(c) : c));
    }
}

void strftime_put_number(struct strftime_output *output, const struct strftime_conversion *how, int digits,
                         char pad, long long value)
{
    char text[24];
    bool is_negative = value < 0;
    unsigned long long size = is_negative ? 0ull - (unsigned long long)value : (unsigned long long)value;
    int length = snprintf(text, sizeof(text), "%s%llu", how->pad == '-' && is_negative ? "-" : "", size);
    if (how->pad == '-') {
        strftime_put_text(output, how, text, (size_t)length);
        return;
    }
    if (how->pad != 0) pad = how->pad;
    if (how->width > digits) digits = how->width;
    int missing = digits - length - is_negative;
    if (pad == '_') fill(output, ' ', missing);
    if (is_negative) strftime_put(output, '-');
    if (pad != '_') fill(output, '0', missing);
    for (int i = 0; i < length; i++) strftime_put(output, text[i]);
}

static bool is_leap(long long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of(long long year)
{
    return is_leap(year) ? 366 : 365;
}

int strftime_iso_week(const struct tm *tm, long long *year)
{
    *year = tm->tm_year + 1900ll;
    int thursday = tm->tm_yday - (tm->tm_wday + 6) % 7 + 3;
    if (thursday < 0) {
        *year -= 1;
        thursday += days_of(*year);
    } else if (thursday >= days_of(*year)) {
        thursday -= days_of(*year);
        *year += 1;
    }
    return thursday / 7 + 1;
}

void strftime_put_offset(struct strftime_output *output, const struct strftime_conversion *how,
                         const struct tm *tm)
{
    if (tm->tm_isdst < 0) return;
    long minutes = tm->tm_gmtoff / 60;
    bool is_negative = tm->tm_gmtoff < 0;
    if (is_negative) minutes = -minutes;
    long value = minutes / 60 * 100 + minutes % 60;
    /* glibc gives both the width. */
    strftime_put_text(output, how, is_negative ? "-" : "+", 1);
    strftime_put_number(output, how, 4, '0', value);
}
