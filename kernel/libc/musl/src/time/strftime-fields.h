/* SPDX-License-Identifier: MIT */
/* What strftime puts together: text and numbers with glibc's flags and widths, and what is to be computed for
 * them. */
#ifndef GLIBC_STRFTIME_FIELDS_H
#define GLIBC_STRFTIME_FIELDS_H

#include <libc/compat.h>

#include <stdbool.h>
#include <time.h>

/* Where text goes. What has no room makes the whole fail. */
struct strftime_output {
    char *at;
    size_t room;
    bool is_full;
};

/* What stands between the percent sign and the letter. */
struct strftime_conversion {
    /* '_', '-', '0', or 0 for what the letter has by itself. */
    char pad;
    bool is_upper, is_lower, is_swapped;
    /* -1 without one. */
    int width;
};

hidden void strftime_put(struct strftime_output *output, char c);

/* Text, filled up to the conversion's width in front. */
hidden void strftime_put_text(struct strftime_output *output, const struct strftime_conversion *how,
                              const char *text, size_t length);

/* A number of at least `digits`, filled up with `pad`, '0' or '_', unless the conversion says otherwise. */
hidden void strftime_put_number(struct strftime_output *output, const struct strftime_conversion *how,
                                int digits, char pad, long long value);

/* The time zone as +hhmm, if it is known whether it is summer. */
hidden void strftime_put_offset(struct strftime_output *output, const struct strftime_conversion *how,
                                const struct tm *tm);

/* The week of ISO 8601, and the year that it is of: that of its Thursday. */
hidden int strftime_iso_week(const struct tm *tm, long long *year);

#endif
