/* SPDX-License-Identifier: MIT */
/* musl's, but that summer time without rules (TZ=CET-1CEST) has those that glibc takes: of the United States.
 */
#include <stdlib.h>
#include <string.h>

static const char *zone_setting(const char *name);

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#define getenv zone_setting
/* A variable of it, which strings.h has as a function. */
#define index zone_index
#include <../time/__tz.c>
#undef index
#undef getenv
#pragma clang diagnostic pop

#define RULES ",M3.2.0,M11.1.0"

/* After a name of a zone, in pointed brackets or of letters. */
static const char *after_name(const char *text)
{
    if (*text == '<') return text + strcspn(text, ">") + (strchr(text, '>') != NULL);
    while ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z') text++;
    return text;
}

/* The value of a variable, with rules where it has summer time and no rules. Under the lock of time zones. */
static const char *zone_setting(const char *name)
{
    static char completed[80];
    const char *value = getenv(name);
    if (value == NULL || strlen(value) + sizeof(RULES) > sizeof(completed)) return value;
    const char *offset = after_name(value), *summer = offset + strspn(offset, "+-0123456789:");
    if (offset == value || summer == offset || after_name(summer) == summer || strchr(summer, ',') != NULL)
        return value;
    strcpy(completed, value);
    return strcat(completed, RULES);
}
