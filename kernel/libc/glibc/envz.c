/* SPDX-License-Identifier: MIT */
/* Environment vectors of glibc's envz.h: argument vectors whose entries are NAME=VALUE, or NAME alone for a
 * name that has no value. */
#include "private.h"

#include "argz-vector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

GLIBC_EXPORT char *envz_entry(const char *envz, size_t length, const char *name)
{
    size_t name_length = strcspn(name, "=");
    for (const char *entry = NULL; (entry = argz_next(envz, length, entry)) != NULL;)
        if (strncmp(entry, name, name_length) == 0 &&
            (entry[name_length] == '\0' || entry[name_length] == '='))
            return (char *)entry;
    return NULL;
}

GLIBC_EXPORT char *envz_get(const char *envz, size_t length, const char *name)
{
    char *entry = envz_entry(envz, length, name);
    char *equals = entry != NULL ? strchr(entry, '=') : NULL;
    return equals != NULL ? equals + 1 : NULL;
}

GLIBC_EXPORT void envz_remove(char **envz, size_t *length, const char *name)
{
    argz_delete(envz, length, envz_entry(*envz, *length, name));
}

GLIBC_EXPORT int envz_add(char **envz, size_t *length, const char *name, const char *value)
{
    envz_remove(envz, length, name);
    if (value == NULL) return argz_add(envz, length, name);
    size_t name_length = strlen(name), value_length = strlen(value);
    char *grown = realloc(*envz, *length + name_length + value_length + 2);
    if (grown == NULL) return ENOMEM;
    char *to = stpcpy(grown + *length, name);
    *to++ = '=';
    memcpy(to, value, value_length + 1);
    *envz = grown;
    *length += name_length + value_length + 2;
    return 0;
}

GLIBC_EXPORT int envz_merge(char **envz, size_t *length, const char *envz2, size_t length2, int override)
{
    int error = 0;
    for (const char *entry = NULL; error == 0 && (entry = argz_next(envz2, length2, entry)) != NULL;) {
        char *old = envz_entry(*envz, *length, entry);
        if (old != NULL && !override) continue;
        argz_delete(envz, length, old);
        error = argz_add(envz, length, entry);
    }
    return error;
}

GLIBC_EXPORT void envz_strip(char **envz, size_t *length)
{
    for (size_t at = 0; at < *length;) {
        char *entry = *envz + at;
        if (strchr(entry, '=') == NULL)
            argz_delete(envz, length, entry); /* the next one is here now */
        else
            at += strlen(entry) + 1;
    }
}
