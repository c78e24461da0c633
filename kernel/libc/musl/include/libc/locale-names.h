/* SPDX-License-Identifier: MIT */
/* Names of locales and of their categories, as glibc has them. */
#pragma once

/* Ours, before musl's own headers include theirs. */
#include "libc.h"

#include <features.h>
#include <locale.h>
#include <stdbool.h>

/* "LC_CTYPE" and so on; NULL for LC_ALL. */
extern hidden const char *const libc_category_names[GLIBC_CATEGORIES];

/* The name that a locale gives a category; "C" if it gives none. */
static inline const char *libc_category_name(struct __locale_struct *locale, int category)
{
    const char *name = *libc_locale_name(locale, category);
    return name == NULL ? "C" : name;
}

/* Those of all categories. */
static inline void libc_all_names(struct __locale_struct *locale, const char *names[GLIBC_CATEGORIES])
{
    for (int category = 0; category < GLIBC_CATEGORIES; category++)
        names[category] = libc_category_name(locale, category);
}

/**
 * Finds the names that `name` gives the categories of `mask`: one for all, one for each ("LC_CTYPE=C;..."),
 * or, when it is empty, the environment's.
 *
 * @param names Filled for the categories of `mask`, with strings that are there for good.
 * @return false with errno: ENOENT when there is no such locale, EINVAL when `name` leaves categories out.
 */
hidden bool libc_find_locale(const char *name, unsigned mask, const char *names[GLIBC_CATEGORIES]);

/* Whether the characters of this locale are those of UTF-8, by a name that libc_find_locale has given. */
hidden bool libc_is_utf8_locale(const char *name);

/* A locale with these names, all 13, in all fields. */
hidden struct __locale_struct libc_make_locale(const char *const names[GLIBC_CATEGORIES]);
