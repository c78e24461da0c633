// SPDX-License-Identifier: MIT
// Locales of the program's making. The usual ones are never allocated, so that asking for them cannot fail.
// Ours, before musl's own headers include theirs.
#include "libc.h"

#include "locale_impl.h"
#include "lock.h"
#include <stdbool.h>
#include <string.h>

void *__libc_malloc(size_t size);
locale_t __newlocale(int mask, const char *name, locale_t base);

// That of the environment, and the C locale with its encoding. Filled under the lock when they are first
// asked for.
static struct __locale_struct of_environment = {LIBC_CTYPE_TABLES},
                              encoding_of_environment = {LIBC_CTYPE_TABLES};
static bool are_filled;

static const struct __locale_struct *const always_there[] = {
    &__c_locale,
    &__c_dot_utf8_locale,
    &of_environment,
    &encoding_of_environment,
};
#define ALWAYS_THERE (sizeof(always_there) / sizeof(*always_there))

int __loc_is_allocated(locale_t locale)
{
    if (locale == NULL) return 0;
    for (size_t i = 0; i < ALWAYS_THERE; i++)
        if (locale == always_there[i]) return 0;
    return 1;
}

static void fill(void)
{
    if (are_filled) return;
    for (int category = 0; category < LC_ALL; category++)
        of_environment.cat[category] = __get_locale(category, "");
    encoding_of_environment.cat[LC_CTYPE] = of_environment.cat[LC_CTYPE];
    are_filled = true;
}

static locale_t make(int mask, const char *name, locale_t base)
{
    struct __locale_struct wanted = {LIBC_CTYPE_TABLES};
    for (int category = 0; category < LC_ALL; category++) {
        bool is_named = mask & (1 << category);
        bool is_kept = !is_named && base != NULL;
        wanted.cat[category] = is_kept ? base->cat[category] : __get_locale(category, is_named ? name : "");
        if (wanted.cat[category] == LOC_MAP_FAILED) return NULL;
    }
    if (__loc_is_allocated(base)) {
        *base = wanted;
        return base;
    }
    fill();
    for (size_t i = 0; i < ALWAYS_THERE; i++)
        if (memcmp(wanted.cat, always_there[i]->cat, sizeof(wanted.cat)) == 0)
            return (locale_t)always_there[i];
    locale_t locale = __libc_malloc(sizeof(*locale));
    if (locale != NULL) *locale = wanted;
    return locale;
}

locale_t __newlocale(int mask, const char *name, locale_t base)
{
    LOCK(__locale_lock);
    locale_t locale = make(mask, name, base);
    UNLOCK(__locale_lock);
    return locale;
}
weak_alias(__newlocale, newlocale);
