// SPDX-License-Identifier: MIT
#include "libc/locale-names.h"

#include "locale_impl.h"
#include "lock.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *name_of(int category)
{
    return libc_category_name(&libc.global_locale, category);
}

// One name when all categories have the same, else "LC_CTYPE=C.UTF-8;LC_NUMERIC=C;...", in a buffer that the
// next call reuses.
static char *all_names(void)
{
    static char text[GLIBC_CATEGORIES * 32];
    bool is_one = true;
    size_t length = 0;
    for (int category = 0; category < GLIBC_CATEGORIES; category++) {
        if (category == LC_ALL) continue;
        const char *name = name_of(category);
        is_one = is_one && strcmp(name, name_of(LC_CTYPE)) == 0;
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s=%s", length == 0 ? "" : ";",
                                   libc_category_names[category], name);
    }
    return is_one ? (char *)name_of(LC_CTYPE) : text;
}

char *setlocale(int category, const char *name)
{
    if (category < 0 || category >= GLIBC_CATEGORIES) {
        errno = EINVAL;
        return NULL;
    }
    unsigned mask = category == LC_ALL ? (1u << GLIBC_CATEGORIES) - 1 : 1u << category;
    LOCK(__locale_lock);
    const char *names[GLIBC_CATEGORIES];
    libc_all_names(&libc.global_locale, names);
    bool is_there = name == NULL || libc_find_locale(name, mask, names);
    if (is_there && name != NULL) libc.global_locale = libc_make_locale(names);
    char *now = NULL;
    if (is_there) now = category == LC_ALL ? all_names() : (char *)name_of(category);
    UNLOCK(__locale_lock);
    return now;
}
