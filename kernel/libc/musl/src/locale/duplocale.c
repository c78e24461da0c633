// SPDX-License-Identifier: MIT
#include "libc/locale-names.h"

#include "locale_impl.h"

void *__libc_malloc(size_t size);
locale_t __duplocale(locale_t old);

locale_t __duplocale(locale_t old)
{
    locale_t copy = __libc_malloc(sizeof(*copy));
    if (copy == NULL) return NULL;
    if (old == LC_GLOBAL_LOCALE) old = &libc.global_locale;
    // The global one has no names before the first setlocale, nor tables.
    const char *names[GLIBC_CATEGORIES];
    for (int category = 0; category < GLIBC_CATEGORIES; category++) {
        const char *name = *libc_locale_name(old, category);
        names[category] = name == NULL ? "C" : name;
    }
    *copy = libc_make_locale(names);
    return copy;
}
weak_alias(__duplocale, duplocale);
