// SPDX-License-Identifier: MIT
/* As musl's, without a call for each character. */
#include <locale.h>
#include <strings.h>

static inline unsigned lower(unsigned character)
{
    return character - 'A' < 26 ? character | 0x20 : character;
}

int strcasecmp(const char *left, const char *right)
{
    for (;; left++, right++) {
        unsigned a = (unsigned char)*left, b = (unsigned char)*right;
        if (a != b && (a = lower(a)) != (b = lower(b))) return (int)a - (int)b;
        if (a == 0) return 0;
    }
}

int __strcasecmp_l(const char *left, const char *right, locale_t locale)
{
    (void)locale;
    return strcasecmp(left, right);
}

weak_alias(__strcasecmp_l, strcasecmp_l);
