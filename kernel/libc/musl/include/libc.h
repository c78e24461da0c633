/* SPDX-License-Identifier: MIT */
/*
 * musl's libc.h with a struct __locale_struct that glibc's programs can look into: libstdc++ takes the tables
 * of character classes from fields of it (glibc's bits/types/__locale_t.h: 13 pointers for categories, then
 * these three, then 13 names). musl's own member stays at the front. The name of that member is extended into
 * those that follow it.
 */
#pragma once

/* Defined where one of musl's headers has brought musl's own file in already. */
#ifndef LIBC_H

#include <stdio.h>
#include <stdlib.h>

#define GLIBC_CATEGORIES 13

#define cat                                                                                                  \
    cat[6];                                                                                                  \
    const void *unused[GLIBC_CATEGORIES - 6];                                                                \
    const unsigned short *ctype_b;                                                                           \
    const int *ctype_tolower, *ctype_toupper;                                                                \
    const char *first_names[GLIBC_CATEGORIES - 6], *names
#include_next "libc.h"
#undef cat

_Static_assert(__builtin_offsetof(struct __locale_struct, ctype_b) == 104, "as in glibc");
_Static_assert(sizeof(struct __locale_struct) == 232, "as in glibc");

/* The tables, from the character -128 on; those that __ctype_b_loc and its like give, too. */
extern hidden const unsigned short libc_ctype_b[384];
extern hidden const int libc_ctype_tolower[384], libc_ctype_toupper[384];

/* What a struct __locale_struct has beside its categories: the tables are the same in all locales. */
#define LIBC_CTYPE_TABLES                                                                                    \
    .ctype_b = libc_ctype_b + 128, .ctype_tolower = libc_ctype_tolower + 128,                                \
    .ctype_toupper = libc_ctype_toupper + 128

/* Where the name of a locale's category stands, LC_ALL's excepted. The global locale, which nobody has
 * filled, has none at first: libc_category_name (libc/locale-names.h) knows. */
static inline const char **libc_locale_name(struct __locale_struct *locale, int category)
{
    const int first = GLIBC_CATEGORIES - 6;
    return category < first ? &locale->first_names[category] : &locale->names[category - first];
}

#endif
