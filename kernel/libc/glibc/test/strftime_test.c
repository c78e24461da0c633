// SPDX-License-Identifier: MIT
// sources: renamed_strftime.c renamed_strftime_fields.c
/* Every conversion with every flag and many widths, beside the host's. */
#define _GNU_SOURCE
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

size_t our_strftime(char *text, size_t room, const char *format, const struct tm *tm);

static void compare(const char *format, const struct tm *tm, size_t room)
{
    char theirs[200] = "", ours[200] = "";
    size_t their_length = strftime(theirs, room, format, tm),
           our_length = our_strftime(ours, room, format, tm);
    if (their_length != our_length || (their_length != 0 && strcmp(theirs, ours) != 0)) {
        printf("%s: %s instead of %s\n", format, ours, theirs);
        abort();
    }
}

static void test_conversions(const struct tm *tm)
{
    static const char *const flags[] = {"",  "_",   "-",  "0",  "^",  "#",  "+",  "^#", "_0", "0_", "-5",
                                        "5", "010", "_7", "-7", "+6", "#9", "^8", "1",  "2",  "3",  "012"};
    static const char *const modifiers[] = {"", "E", "O"};
    for (size_t f = 0; f < sizeof(flags) / sizeof(*flags); f++)
        for (size_t m = 0; m < 3; m++)
            for (char c = '!'; c <= '~'; c++) {
                if (strchr("_-0^#+EO123456789", c) != NULL) continue;
                char format[32];
                snprintf(format, sizeof(format), "<%%%s%s%c>", flags[f], modifiers[m], c);
                compare(format, tm, 200);
            }
}

int main(void)
{
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    tzset();
    static const time_t times[] = {0,          1700000000,    -86400 * 365L, 951782400,
                                   1104537600, 1230768000,    1262304000,    1609459199,
                                   1720000000, 253402300800L, -62167219200L, -62200000000L};
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        struct tm tm;
        test_conversions(gmtime_r(&times[i], &tm));
        test_conversions(localtime_r(&times[i], &tm));
    }
    /* All days around the turn of years, for weeks. */
    for (time_t day = 0; day < 86400 * 365L * 45; day += 86400) {
        struct tm tm;
        gmtime_r(&day, &tm);
        if (tm.tm_yday < 8 || tm.tm_yday > 355) compare("%F %a %U %V %G %g %W %u %w %j", &tm, 200);
    }
    struct tm odd = {
        .tm_mon = 14, .tm_wday = -1, .tm_hour = 77, .tm_year = -2001, .tm_mday = 45, .tm_isdst = -1};
    compare("%a|%A|%b|%B|%I|%l|%p|%P|%y|%C|%Y|%d|%e|%m|%z|%Z|", &odd, 200);
    for (int isdst = -1; isdst <= 1; isdst++) {
        struct tm bare = {.tm_isdst = isdst};
        compare("%Z|%^Z|%#Z", &bare, 200);
        bare.tm_zone = "";
        compare("%Z", &bare, 200);
    }
    time_t now = 1720000000;
    struct tm tm;
    gmtime_r(&now, &tm);
    for (size_t room = 0; room < 40; room++) {
        compare("%c", &tm, room);
        compare("ab%%%20Y", &tm, room);
    }
    compare("%", &tm, 200);
    compare("%5", &tm, 200);
    compare("", &tm, 200);
    puts("ok");
    return 0;
}
