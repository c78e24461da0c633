// SPDX-License-Identifier: MIT
// musl's, with glibc's name for the characters of the C locale (IANA's for ASCII), and the names of
// categories that musl has not.
#include "libc/locale-names.h"

#include "locale_impl.h"
#include <langinfo.h>

// musl's functions, renamed; the weak names are of ours.
#define __nl_langinfo_l libc_langinfo_of
#define __nl_langinfo libc_langinfo
#define nl_langinfo_l libc_langinfo_of_weak
#define nl_langinfo libc_langinfo_weak
hidden char *libc_langinfo_of(nl_item item, locale_t locale);
hidden char *libc_langinfo(nl_item item);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../locale/langinfo.c>
#pragma clang diagnostic pop
#undef __nl_langinfo_l
#undef __nl_langinfo
#undef nl_langinfo_l
#undef nl_langinfo

// glibc's _NL_LOCALE_NAME(category).
#define NAME_ITEM 0xffff

char *__nl_langinfo_l(nl_item item, locale_t locale)
{
    if (item == CODESET) return locale->cat[LC_CTYPE] != NULL ? "UTF-8" : "ANSI_X3.4-1968";
    int category = item >> 16;
    if ((item & 0xffff) != NAME_ITEM) return libc_langinfo_of(item, locale);
    if (category < 0 || category >= GLIBC_CATEGORIES || category == LC_ALL) return "";
    return (char *)libc_category_name(locale, category);
}
weak_alias(__nl_langinfo_l, nl_langinfo_l);

char *__nl_langinfo(nl_item item)
{
    return __nl_langinfo_l(item, CURRENT_LOCALE);
}
weak_alias(__nl_langinfo, nl_langinfo);
