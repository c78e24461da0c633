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

#include <core/demand.h>
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
#define LIBC_CTYPE_COUNT 384
extern hidden const unsigned short libc_ctype_b[LIBC_CTYPE_COUNT];
extern hidden struct libc_case_tables {
    int lower[LIBC_CTYPE_COUNT], upper[LIBC_CTYPE_COUNT];
} libc_case_tables;
/* Before anything reads them. */
hidden void libc_fill_case_tables(void);
DECLARE_DO(link_libc_case_tables, libc_fill_case_tables);

/* What a struct __locale_struct has beside its categories: the tables are the same in all locales. */
#define LIBC_CTYPE_TABLES                                                                                    \
    .ctype_b = libc_ctype_b + 128, .ctype_tolower = libc_case_tables.lower + 128,                            \
    .ctype_toupper = libc_case_tables.upper + 128

/* Where the name of a locale's category stands, LC_ALL's excepted. The global locale, which nobody has
 * filled, has none at first: libc_category_name (libc/locale-names.h) knows. */
static inline const char **libc_locale_name(struct __locale_struct *locale, int category)
{
    const int first = GLIBC_CATEGORIES - 6;
    return category < first ? &locale->first_names[category] : &locale->names[category - first];
}

#endif
