/* SPDX-License-Identifier: MIT */
/* Argument vectors of glibc's argz.h: strings one behind the other, each with its NUL, in one block of
 * malloc. An empty one is NULL with length 0. Functions that grow one give 0 or ENOMEM. */
#include "private.h"

#include "argz-vector.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

GLIBC_EXPORT int argz_append(char **argz, size_t *length, const char *bytes, size_t count)
{
    if (count == 0) return 0;
    char *grown = realloc(*argz, *length + count);
    if (grown == NULL) return ENOMEM;
    memcpy(grown + *length, bytes, count);
    *argz = grown;
    *length += count;
    return 0;
}

GLIBC_EXPORT int argz_add(char **argz, size_t *length, const char *string)
{
    return argz_append(argz, length, string, strlen(string) + 1);
}

/* Adds what is between separators; empty parts are left out, but for one behind the last separator. */
GLIBC_EXPORT int argz_add_sep(char **argz, size_t *length, const char *string, int separator)
{
    size_t count = strlen(string) + 1;
    if (count == 1) return 0;
    char *grown = realloc(*argz, *length + count);
    if (grown == NULL) return ENOMEM;
    *argz = grown;
    char *to = grown + *length;
    for (; *string != '\0'; string++) {
        if (*string != (char)separator)
            *to++ = *string;
        else if (to != grown && to[-1] != '\0')
            *to++ = '\0';
    }
    *to++ = '\0';
    *length = (size_t)(to - grown);
    return 0;
}

GLIBC_EXPORT int argz_create_sep(const char *string, int separator, char **argz, size_t *length)
{
    *argz = NULL;
    *length = 0;
    return argz_add_sep(argz, length, string, separator);
}

GLIBC_EXPORT int argz_create(char *const argv[], char **argz, size_t *length)
{
    size_t total = 0;
    for (char *const *one = argv; *one != NULL; one++) total += strlen(*one) + 1;
    *argz = NULL;
    *length = 0;
    if (total == 0) return 0;
    char *to = malloc(total);
    if (to == NULL) return ENOMEM;
    *argz = to;
    *length = total;
    for (char *const *one = argv; *one != NULL; one++) to = stpcpy(to, *one) + 1;
    return 0;
}

GLIBC_EXPORT size_t argz_count(const char *argz, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += argz[i] == '\0';
    return count;
}

GLIBC_EXPORT void argz_extract(const char *argz, size_t length, char **argv)
{
    for (size_t i = 0; i < length; i += strlen(argz + i) + 1) *argv++ = (char *)argz + i;
    *argv = NULL;
}

/* All NULs but the last become separators. */
GLIBC_EXPORT void argz_stringify(char *argz, size_t length, int separator)
{
    for (size_t i = 0; i + 1 < length; i++)
        if (argz[i] == '\0') argz[i] = (char)separator;
}

GLIBC_EXPORT char *argz_next(const char *argz, size_t length, const char *entry)
{
    if (entry == NULL) return length > 0 ? (char *)argz : NULL;
    if (entry < argz + length) entry = strchr(entry, '\0') + 1;
    return entry >= argz + length ? NULL : (char *)entry;
}

GLIBC_EXPORT void argz_delete(char **argz, size_t *length, char *entry)
{
    if (entry == NULL) return;
    size_t count = strlen(entry) + 1;
    *length -= count;
    memmove(entry, entry + count, *length - (size_t)(entry - *argz));
    if (*length == 0) {
        free(*argz);
        *argz = NULL;
    }
}

/* `before` may point into an entry; NULL is the end. */
GLIBC_EXPORT int argz_insert(char **argz, size_t *length, char *before, const char *entry)
{
    if (before == NULL) return argz_add(argz, length, entry);
    if (before < *argz || before >= *argz + *length) return EINVAL;
    while (before > *argz && before[-1] != '\0') before--;
    size_t offset = (size_t)(before - *argz), count = strlen(entry) + 1;
    char *grown = realloc(*argz, *length + count);
    if (grown == NULL) return ENOMEM;
    memmove(grown + offset + count, grown + offset, *length - offset);
    memcpy(grown + offset, entry, count);
    *argz = grown;
    *length += count;
    return 0;
}

/* Replaces every `from` in every entry by `to`, and adds to `replaced` in how many entries it did. */
GLIBC_EXPORT int argz_replace(char **argz, size_t *length, const char *from, const char *to,
                              unsigned *replaced)
{
    if (from == NULL || *from == '\0' || *length == 0) return 0;
    size_t from_length = strlen(from), to_length = strlen(to), result_length = 0;
    char *result = NULL;
    unsigned count = 0;
    bool in_entry = false; /* one was found in the entry already */
    for (const char *at = *argz, *end = at + *length; at < end;) {
        const char *found = strstr(at, from);
        const char *rest = found != NULL ? found : strchr(at, '\0') + 1;
        int error = argz_append(&result, &result_length, at, (size_t)(rest - at));
        if (error == 0 && found != NULL) error = argz_append(&result, &result_length, to, to_length);
        if (error != 0) {
            free(result);
            return error;
        }
        count += found != NULL && !in_entry;
        in_entry = found != NULL;
        at = found != NULL ? found + from_length : rest;
    }
    free(*argz);
    *argz = result;
    *length = result_length;
    if (replaced != NULL) *replaced += count;
    return 0;
}

GLIBC_ALIAS(argz_count, __argz_count);
GLIBC_ALIAS(argz_next, __argz_next);
GLIBC_ALIAS(argz_stringify, __argz_stringify);
