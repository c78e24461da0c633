// SPDX-License-Identifier: MIT
// Names of locales and their characters, printed: the same in a guest as on the host, on which only C and
// C.UTF-8 need be there.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const char *text(const char *s)
{
    return s == NULL ? "(none)" : s;
}

static void show_names(void)
{
    static const char *const names[] = {
        "",       "C",        "POSIX",          "C.UTF-8",    "C.utf8",
        "C.UTF8", "C.utf-8",  "c.utf8",         "xx_XX",      "xx_XX.UTF-8",
        "/x",     "C.KOI8-R", "LC_CTYPE=C;x=y", "LC_CTYPE=C", "C.UTF-8.UTF-8",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        errno = 0;
        const char *all = setlocale(LC_ALL, names[i]);
        printf("%s: %s %d, %s %zu, ", names[i], text(all), all == NULL ? errno : 0, nl_langinfo(CODESET),
               MB_CUR_MAX);
        errno = 0;
        locale_t made = newlocale(LC_CTYPE_MASK | LC_PAPER_MASK, names[i], NULL);
        printf("newlocale %d %d", made != NULL, made == NULL ? errno : 0);
        if (made != NULL) {
            locale_t copy = duplocale(made);
            printf(" %s %s %s", nl_langinfo_l(CODESET, copy), nl_langinfo_l(_NL_LOCALE_NAME(LC_PAPER), copy),
                   nl_langinfo_l(_NL_LOCALE_NAME(LC_TIME), copy));
            freelocale(copy);
            freelocale(made);
        }
        putchar('\n');
    }
    setlocale(LC_ALL, "C");
    printf("%s, ", text(setlocale(LC_TELEPHONE, "C.utf8")));
    printf("%s, ", text(setlocale(LC_ALL, NULL)));
    printf("%s %s\n", text(setlocale(LC_IDENTIFICATION, NULL)), text(setlocale(13, NULL)));
    char *before = strdup(setlocale(LC_ALL, NULL));
    setlocale(LC_ALL, "C.UTF-8");
    printf("and back: %s\n", strcmp(text(setlocale(LC_ALL, before)), before) == 0 ? "yes" : "no");
    free(before);
}

static void show_characters(const char *locale)
{
    printf("%s: %s\n", locale, text(setlocale(LC_ALL, locale)));
    for (unsigned byte = 0x7e; byte < 0xf5; byte += 9) {
        char one[] = {(char)byte, '\0'};
        wchar_t wide = 1;
        errno = 0;
        mbstate_t state = {0};
        size_t length = mbrtowc(&wide, one, 1, &state);
        int error = errno;
        printf("%02x: %zd %d, mbtowc %d, btowc %d\n", byte, (ssize_t)length, error, mbtowc(NULL, one, 1),
               (int)btowc((int)byte));
    }
    static const wchar_t wide[] = {0x7f, 0x80, 0xe9, 0x20ac, 0x1f600, 0xd800, 0xdfe9};
    for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
        char bytes[16] = {0};
        errno = 0;
        mbstate_t state = {0};
        size_t length = wcrtomb(bytes, wide[i], &state);
        printf("U+%04X: %zd %d, wctob %d\n", (unsigned)wide[i], (ssize_t)length, errno,
               wctob((wint_t)wide[i]));
    }
    /* What tolower, toupper, isalpha and their like look into, from -128 on. */
    const int *lower = *__ctype_tolower_loc(), *upper = *__ctype_toupper_loc();
    const unsigned short *classes = *__ctype_b_loc();
    for (int at = -128; at < 256; at++)
        printf("%d: %d %d %04x%s", at, lower[at], upper[at], classes[at], at % 8 == 7 ? "\n" : ", ");
    wchar_t many[16];
    char back[32];
    static const char *const texts[] = {"plain", "na\xc3\xafve", "cut \xe2\x82", "\xff"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        const char *at = texts[i], *end = texts[i];
        mbstate_t state = {0};
        ssize_t measured = (ssize_t)mbsrtowcs(NULL, &at, 0, &state);
        memset(&state, 0, sizeof(state));
        ssize_t count = (ssize_t)mbsrtowcs(many, &end, 16, &state);
        printf("text %zu: %zd %zd, at %td", i, measured, count, end == NULL ? -1 : end - texts[i]);
        if (count >= 0) printf(", back %zd", (ssize_t)wcstombs(back, many, sizeof(back)));
        printf(", three %zd\n", (ssize_t)mbstowcs(many, texts[i], 3));
    }
    static const char *const patterns[] = {"na\xc3\xafve*", "na?ve",  "na??ve",
                                           "[a-z]*",        "*\xc3*", "na[\xc3]*"};
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
        printf("fnmatch %zu: %d\n", i, fnmatch(patterns[i], "na\xc3\xafve", 0));
}

int main(void)
{
    show_names();
    show_characters("C");
    show_characters("C.UTF-8");
    return 0;
}
