// SPDX-License-Identifier: MIT
// Which locales there are: C, also as POSIX, and C.UTF-8. A name of another one is refused, as glibc does
// that finds no files of it; a program then stays in the C locale, and says so if it cares. musl would take
// every name.
#include "libc/locale-names.h"

#include "locale_impl.h"
#include "lock.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

volatile int __locale_lock[1];
volatile int *const __locale_lockptr = __locale_lock;

const char *const libc_category_names[GLIBC_CATEGORIES] = {
    [0] = "LC_CTYPE",    [1] = "LC_NUMERIC",    [2] = "LC_TIME",         [3] = "LC_COLLATE",
    [4] = "LC_MONETARY", [5] = "LC_MESSAGES",   [7] = "LC_PAPER",        [8] = "LC_NAME",
    [9] = "LC_ADDRESS",  [10] = "LC_TELEPHONE", [11] = "LC_MEASUREMENT", [12] = "LC_IDENTIFICATION",
};

// setlocale gives back the name by which it was asked, and programs ask by these.
static const char *const spellings[] = {"C.UTF-8", "C.utf8", "C.UTF8", "C.utf-8"};
#define SPELLINGS (sizeof(spellings) / sizeof(*spellings))

// "UTF-8" however it is spelled: glibc looks at letters and digits alone, in small letters.
static bool is_utf8(const char *codeset, size_t length)
{
    const char *wanted = "utf8";
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)codeset[i])) continue;
        if (*wanted == '\0' || tolower((unsigned char)codeset[i]) != *wanted) return false;
        wanted++;
    }
    return *wanted == '\0';
}

// A name that is there for good, or NULL when there is no such locale.
static const char *find(const char *name, size_t length)
{
    if ((length == 1 && name[0] == 'C') || (length == 5 && memcmp(name, "POSIX", 5) == 0)) return "C";
    for (size_t i = 0; i < SPELLINGS; i++)
        if (strlen(spellings[i]) == length && memcmp(name, spellings[i], length) == 0) return spellings[i];
    const char *modifier = memchr(name, '@', length);
    if (modifier != NULL) length = (size_t)(modifier - name);
    return length > 2 && memcmp(name, "C.", 2) == 0 && is_utf8(name + 2, length - 2) ? spellings[0] : NULL;
}

static const char *of_environment(int category)
{
    const char *variables[] = {"LC_ALL", libc_category_names[category], "LANG"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
        const char *name = getenv(variables[i]);
        if (name != NULL && *name != '\0') return name;
    }
    return "C";
}

// The part of "LC_CTYPE=C;LC_NUMERIC=..." that is about a category; NULL when there is none.
static const char *part_of(const char *name, int category, size_t *length)
{
    const char *wanted = libc_category_names[category];
    for (size_t size = strlen(wanted);; name++) {
        const char *end = __strchrnul(name, ';');
        if (strncmp(name, wanted, size) == 0 && name[size] == '=') {
            *length = (size_t)(end - name) - size - 1;
            return name + size + 1;
        }
        if (*end == '\0') return NULL;
        name = end;
    }
}

bool libc_find_locale(const char *name, unsigned mask, const char *names[GLIBC_CATEGORIES])
{
    for (int category = 0; category < GLIBC_CATEGORIES; category++) {
        if (category == LC_ALL || !(mask & (1u << category))) continue;
        const char *one = *name == '\0' ? of_environment(category) : name;
        size_t length = strlen(one);
        if (strchr(name, ';') != NULL) one = part_of(name, category, &length);
        if (one == NULL) {
            errno = EINVAL;
            return false;
        }
        names[category] = find(one, length);
        if (names[category] != NULL) continue;
        errno = ENOENT;
        return false;
    }
    return true;
}

bool libc_is_utf8_locale(const char *name)
{
    return name != NULL && name[0] == 'C' && name[1] == '.';
}

struct __locale_struct libc_make_locale(const char *const names[GLIBC_CATEGORIES])
{
    struct __locale_struct locale = {LIBC_CTYPE_TABLES};
    for (int category = 0; category < GLIBC_CATEGORIES; category++)
        if (category != LC_ALL) *libc_locale_name(&locale, category) = names[category];
    // The other categories are those of C in both, so there is nothing to look up in them.
    if (libc_is_utf8_locale(names[LC_CTYPE])) locale.cat[LC_CTYPE] = &__c_dot_utf8;
    return locale;
}
