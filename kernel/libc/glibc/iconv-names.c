/* SPDX-License-Identifier: MIT */
#include "iconv-names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Names that mean something else to libc's tables, or nothing. Compared without what is neither letter nor
 * digit. Where a name leaves the order of bytes open, glibc reads and writes those of the machine. */
static const struct {
    const char *name, *set;
    enum iconv_marks marks;
} other_names[] = {
    {"646", "ascii", ICONV_NO_MARK},           {"ANSIX341968", "ascii", ICONV_NO_MARK},
    {"ANSIX341986", "ascii", ICONV_NO_MARK},   {"CP367", "ascii", ICONV_NO_MARK},
    {"IBM367", "ascii", ICONV_NO_MARK},        {"INTERNAL", "wchar_t", ICONV_NO_MARK},
    {"ISO646IRV1991", "ascii", ICONV_NO_MARK}, {"UCS2", "ucs2le", ICONV_NO_MARK},
    {"UCS4", "ucs4be", ICONV_NO_MARK},         {"US", "ascii", ICONV_NO_MARK},
    {"UTF16", "utf16le", ICONV_MARK_OF_16},    {"UTF32", "utf32le", ICONV_MARK_OF_32},
};
#define OTHER_NAMES (sizeof(other_names) / sizeof(*other_names))

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The suffixes of "SET//TRANSLIT//IGNORE", of which glibc also knows "//TRANSLIT,IGNORE". */
static void read_suffixes(const char *text, struct iconv_name *name)
{
    while (*text != '\0') {
        text += strspn(text, "/,");
        size_t length = strcspn(text, "/,");
        name->is_transliterated |= length == 8 && strncasecmp(text, "TRANSLIT", 8) == 0;
        name->is_ignored |= length == 6 && strncasecmp(text, "IGNORE", 6) == 0;
        text += length;
    }
}

bool iconv_read_name(const char *text, const char *locale, struct iconv_name *name)
{
    *name = (struct iconv_name){.marks = ICONV_NO_MARK};
    const char *suffixes = strstr(text, "//");
    size_t length = suffixes == NULL ? strlen(text) : (size_t)(suffixes - text);
    if (suffixes != NULL) read_suffixes(suffixes, name);
    const char *set = length == 0 ? locale : text;
    if (length == 0) length = strlen(locale);
    size_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        if (!is_letter(set[i])) continue;
        if (letters == sizeof(name->set) - 1) return false;
        name->set[letters++] = set[i];
    }
    for (size_t i = 0; i < OTHER_NAMES; i++) {
        if (strcasecmp(name->set, other_names[i].name) != 0) continue;
        strcpy(name->set, other_names[i].set);
        name->marks = other_names[i].marks;
    }
    /* An empty name is that of UTF-8 to libc, and here none. */
    return letters > 0;
}

/* Ascending. Marks and letters that texts in European languages are full of. */
static const struct {
    unsigned short character;
    char text[5];
} transliterations[] = {
    {0xa0, " "},     {0xa9, "(C)"},    {0xab, "<<"},  {0xad, "-"},     {0xae, "(R)"},  {0xb5, "u"},
    {0xb8, ","},     {0xbb, ">>"},     {0xc6, "AE"},  {0xd7, "x"},     {0xdf, "ss"},   {0xe6, "ae"},
    {0x152, "OE"},   {0x153, "oe"},    {0x2010, "-"}, {0x2011, "-"},   {0x2012, "-"},  {0x2013, "-"},
    {0x2014, "-"},   {0x2015, "-"},    {0x2018, "'"}, {0x2019, "'"},   {0x201a, ","},  {0x201c, "\""},
    {0x201d, "\""},  {0x201e, ",,"},   {0x2022, "o"}, {0x2026, "..."}, {0x2039, "<"},  {0x203a, ">"},
    {0x20ac, "EUR"}, {0x2122, "(TM)"}, {0x2212, "-"}, {0xfb00, "ff"},  {0xfb01, "fi"}, {0xfb02, "fl"},
    {0xfb03, "ffi"}, {0xfb04, "ffl"},
};
#define TRANSLITERATIONS (sizeof(transliterations) / sizeof(*transliterations))

const char *iconv_transliterate(unsigned character)
{
    size_t low = 0, high = TRANSLITERATIONS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (transliterations[middle].character == character) return transliterations[middle].text;
        if (transliterations[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
