// SPDX-License-Identifier: MIT
// Conversions between sets of characters, printed: the same in a guest as on the host.
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct conversion {
    const char *to, *from, *text;
    size_t length;
};
#define CASE(to, from, text)                                                                                 \
    {                                                                                                        \
        to, from, text, sizeof(text) - 1                                                                     \
    }

static const struct conversion conversions[] = {
    CASE("ASCII", "UTF-8", "na\xc3\xafve \xe2\x82\xac."),
    CASE("ASCII//TRANSLIT", "UTF-8",
         "na\xc3\xafve \xe2\x82\xac\xe2\x80\x9cq\xe2\x80\x9d "
         "\xe2\x80\x93\xe2\x80\xa6\xc2\xa9\xc3\x86\xc3\x9f\xef\xac\x81\xe6\x97\xa5\xc2\xa0\xc2\xab."),
    CASE("ASCII//IGNORE", "UTF-8", "na\xc3\xafve \xe2\x82\xac."),
    CASE("ASCII//IGNORE", "UTF-8", "na\xc3 ve\xff x"),
    CASE("ASCII//TRANSLIT//IGNORE", "UTF-8", "na\xc3\xafve \xe6\x97\xa5."),
    CASE("UTF-16", "UTF-8", "a\xc3\xaf\xf0\x9f\x98\x80"),
    CASE("UTF-32", "UTF-8", "a\xc3\xaf"),
    CASE("UCS-2", "UTF-8", "a\xc3\xaf"),
    CASE("UCS-4", "UTF-8", "a\xc3\xaf"),
    CASE("WCHAR_T", "UTF-8", "a\xc3\xaf"),
    CASE("UTF-8", "UTF-16", "a\0b\0"),
    CASE("UTF-8", "UTF-16", "\xfe\xff\0a"),
    CASE("UTF-8", "UTF-32", "a\0\0\0"),
    CASE("UTF-8", "UCS-4", "\0\0\0a"),
    CASE("UTF-8", "UTF-16LE", "\xff\xfe\x61\0"),
    CASE("UTF-8", "ANSI_X3.4-1968", "abc\x80"),
    CASE("UTF-8", "ISO-8859-1", "\xe9\xff"),
    CASE("ISO-8859-1", "UTF-8", "\xc3\xa9\xc3"),
    CASE("ISO-8859-15//TRANSLIT", "UTF-8", "\xe2\x82\xac\xe2\x80\x98"),
    CASE("UTF-8", "UTF-8", "ok\xff"),
    CASE("", "UTF-8", "\xc3\xa9"),
    CASE("UTF-8", "", "abc"),
    CASE("NONSENSE", "UTF-8", ""),
    CASE("UTF-8", "NONSENSE", ""),
    CASE("UTF-32LE//TRANSLIT", "ISO-8859-1", "\xe9"),
    CASE("SJIS", "UTF-8", "\xe6\x97\xa5\xe6\x9c\xac"),
    CASE("UTF-8", "EUC-JP", "\xc6\xfc\xcb\xdc"),
    CASE("ISO-2022-JP", "UTF-8",
         "a\xe6\x97\xa5"
         "b"),
    CASE("UTF-8", "ISO-2022-JP", "a\x1b$BF|\x1b(Bb"),
    CASE("KOI8-R", "UTF-8", "\xd0\x96"),
    CASE("CP1252", "UTF-8", "\xe2\x82\xac"),
    CASE("UTF-8//IGNORE", "UTF-8", "a\xe2\x28\xa1z"),
};

static void show(const struct conversion *conversion, size_t room)
{
    printf("%s <- %s, %zu:", conversion->to, conversion->from, room);
    errno = 0;
    iconv_t opened = iconv_open(conversion->to, conversion->from);
    if (opened == (iconv_t)-1) {
        printf(" none, %d\n", errno);
        return;
    }
    char bytes[256], *in = (char *)conversion->text, *out = bytes;
    size_t in_left = conversion->length, out_left = room;
    errno = 0;
    ssize_t result = (ssize_t)iconv(opened, &in, &in_left, &out, &out_left);
    printf(" %zd %d, %zu left, %zu room left,", result, result < 0 ? errno : 0, in_left, out_left);
    for (char *at = bytes; at < out; at++) printf(" %02x", (unsigned char)*at);
    // From the start again, as a new text.
    result = (ssize_t)iconv(opened, NULL, NULL, &out, &out_left);
    printf(", again %zd", result);
    in = (char *)conversion->text;
    in_left = conversion->length;
    out = bytes;
    out_left = sizeof(bytes);
    result = (ssize_t)iconv(opened, &in, &in_left, &out, &out_left);
    printf(" %zd %td, closed %d\n", result, out - bytes, iconv_close(opened));
}

// Longer than what is converted at once, with a character that the set does not have in the middle and one at
// the end.
static void show_long(const char *to)
{
    static char text[200000], result[200000];
    memset(text, 'x', sizeof(text));
    memcpy(text + 70001, "\xc3\xa9", 2);
    memcpy(text + sizeof(text) - 2, "\xc3\xa9", 2);
    iconv_t opened = iconv_open(to, "UTF-8");
    char *in = text, *out = result;
    size_t in_left = sizeof(text), out_left = sizeof(result);
    ssize_t count = (ssize_t)iconv(opened, &in, &in_left, &out, &out_left);
    unsigned sum = 0;
    for (char *at = result; at < out; at++) sum = sum * 31 + (unsigned char)*at;
    printf("long to %s: %zd, %td read, %td written, %08x\n", to, count, in - text, out - result, sum);
    iconv_close(opened);
}

int main(void)
{
    for (size_t i = 0; i < sizeof(conversions) / sizeof(*conversions); i++) {
        show(&conversions[i], 200);
        // How much of a set with shift sequences is converted at once is the library's affair.
        bool shifts =
            strstr(conversions[i].to, "2022") != NULL || strstr(conversions[i].from, "2022") != NULL;
        for (size_t room = 0; room < 12 && !shifts; room += 3) show(&conversions[i], room);
    }
    show_long("ASCII");
    show_long("ASCII//TRANSLIT");
    show_long("UTF-16LE");
    show_long("UTF-8");
    return 0;
}
