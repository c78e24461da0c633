// SPDX-License-Identifier: MIT
// Locales of the program's making. The usual ones are never allocated, so that asking for them cannot fail.
#include "libc/locale-names.h"

#include "locale_impl.h"
#include <errno.h>
#include <string.h>

void *__libc_malloc(size_t size);
locale_t __newlocale(int mask, const char *name, locale_t base);

static const struct __locale_struct *const always_there[] = {&__c_locale, &__c_dot_utf8_locale};
#define ALWAYS_THERE (sizeof(always_there) / sizeof(*always_there))

int __loc_is_allocated(locale_t locale)
{
    if (locale == NULL) return 0;
    for (size_t i = 0; i < ALWAYS_THERE; i++)
        if (locale == always_there[i]) return 0;
    return 1;
}

// LC_ALL_MASK as glibc's headers have it, which has no bit for LC_ALL itself.
#define EVERY ((1u << GLIBC_CATEGORIES) - 1 - (1u << LC_ALL))

locale_t __newlocale(int mask, const char *name, locale_t base)
{
    unsigned wanted = mask == 1 << LC_ALL ? EVERY : (unsigned)mask;
    if ((wanted & ~EVERY) != 0 || name == NULL) {
        errno = EINVAL;
        return NULL;
    }
    // What is neither named nor in a base is of the C locale, not of the environment.
    const char *names[GLIBC_CATEGORIES];
    libc_all_names(base == NULL ? C_LOCALE : base, names);
    if (!libc_find_locale(name, wanted, names)) return NULL;
    struct __locale_struct made = libc_make_locale(names);
    if (__loc_is_allocated(base)) {
        *base = made;
        return base;
    }
    for (size_t i = 0; i < ALWAYS_THERE; i++)
        if (memcmp(&made, always_there[i], sizeof(made)) == 0) return (locale_t)always_there[i];
    locale_t locale = __libc_malloc(sizeof(*locale));
    if (locale != NULL) *locale = made;
    return locale;
}
weak_alias(__newlocale, newlocale);
