// SPDX-License-Identifier: MIT
// Ours, before musl's own headers include theirs.
#include "libc.h"

#include "locale_impl.h"
#include <string.h>

void *__libc_malloc(size_t size);
locale_t __duplocale(locale_t old);

locale_t __duplocale(locale_t old)
{
    locale_t copy = __libc_malloc(sizeof(*copy));
    if (copy == NULL) return NULL;
    if (old == LC_GLOBAL_LOCALE) old = &libc.global_locale;
    // setlocale writes the categories of the global one only, so the tables are not taken from there.
    *copy = (struct __locale_struct){LIBC_CTYPE_TABLES};
    memcpy(copy->cat, old->cat, sizeof(copy->cat));
    return copy;
}
weak_alias(__duplocale, duplocale);
