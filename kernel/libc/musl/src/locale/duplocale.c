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
    libc_all_names(old, names);
    *copy = libc_make_locale(names);
    return copy;
}
weak_alias(__duplocale, duplocale);
