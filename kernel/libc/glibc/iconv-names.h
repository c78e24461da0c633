/* SPDX-License-Identifier: MIT */
/* Names of character sets as iconv_open takes them. */
#ifndef GLIBC_ICONV_NAMES_H
#define GLIBC_ICONV_NAMES_H

#include <libc/compat.h>

#include <stdbool.h>

/* How a set marks which byte of its units comes first. */
enum iconv_marks {
    ICONV_NO_MARK,
    /* UTF-16: a mark of two bytes before the text. */
    ICONV_MARK_OF_16,
    /* UTF-32: one of four. */
    ICONV_MARK_OF_32,
};

struct iconv_name {
    /* What libc's tables call it, which knows no set with a mark. */
    char set[32];
    enum iconv_marks marks;
    /* "//TRANSLIT": what the set does not have is written in other characters. */
    bool is_transliterated;
    /* "//IGNORE": it is left out. */
    bool is_ignored;
};

/* Takes a name apart. `locale` is the set of the present locale, for an empty name. false when it is too
 * long. */
hidden bool iconv_read_name(const char *text, const char *locale, struct iconv_name *name);

/* What stands for a character in ASCII, or NULL. */
hidden const char *iconv_transliterate(unsigned character);

#endif
