/* SPDX-License-Identifier: MIT */
/* parse_printf_format of glibc's printf.h: which arguments a format takes, and of what types. */
#include "private.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Types, and what may be added to them. */
enum {
    PA_INT,
    PA_CHAR,
    PA_WCHAR,
    PA_STRING,
    PA_WSTRING,
    PA_POINTER,
    PA_FLOAT,
    PA_DOUBLE,
    PA_FLAG_LONG_DOUBLE = 1 << 8,
    PA_FLAG_LONG = 1 << 9,
    PA_FLAG_SHORT = 1 << 10,
    PA_FLAG_PTR = 1 << 11,
};

/* What a length modifier made of the argument. long long is long here. */
struct length {
    bool is_char, is_short, is_long, is_long_double;
};

struct arguments {
    size_t room, count; /* of `types`; how many arguments there are */
    int *types;
    size_t next; /* for conversions without a position */
};

static void note(struct arguments *arguments, size_t position, int type)
{
    if (position < arguments->room) arguments->types[position] = type;
    if (position + 1 > arguments->count) arguments->count = position + 1;
}

/* "N$" at *format, N from 1: passes it and gives N - 1. Else -1, and nothing is passed. */
static long read_position(const char **format)
{
    char *end;
    if (**format < '0' || **format > '9') return -1;
    unsigned long number = strtoul(*format, &end, 10);
    if (*end != '$' || number == 0 || number > 1 << 20) return -1;
    *format = end + 1;
    return (long)number - 1;
}

/* A width or precision: digits, or * with perhaps a position, which is an argument. */
static void read_number(const char **format, struct arguments *arguments)
{
    if (**format == '*') {
        ++*format;
        long position = read_position(format);
        note(arguments, position >= 0 ? (size_t)position : arguments->next++, PA_INT);
    } else {
        while (**format >= '0' && **format <= '9') ++*format;
    }
}

static struct length read_length(const char **format)
{
    struct length length = {0};
    char c = **format;
    if (c == '\0' || strchr("hlLqjzZt", c) == NULL) return length;
    bool twice = (c == 'h' || c == 'l') && (*format)[1] == c;
    *format += twice ? 2 : 1;
    length.is_char = c == 'h' && twice;
    length.is_short = c == 'h' && !twice;
    length.is_long = strchr("ljzZt", c) != NULL;
    length.is_long_double = c == 'L' || c == 'q' || (c == 'l' && twice);
    return length;
}

static int type_of_integer(struct length length)
{
    if (length.is_long) return PA_INT | PA_FLAG_LONG; /* not for L, as glibc has it */
    if (length.is_short) return PA_INT | PA_FLAG_SHORT;
    return length.is_char ? PA_CHAR : PA_INT;
}

/* -1 if the conversion takes no argument. */
static int type_of(char conversion, struct length length)
{
    switch (conversion) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X': return type_of_integer(length);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case 'a':
    case 'A': return length.is_long_double ? PA_DOUBLE | PA_FLAG_LONG_DOUBLE : PA_DOUBLE;
    case 'c': return PA_CHAR; /* an l makes no difference to glibc here */
    case 'C': return PA_WCHAR;
    case 's': return PA_STRING;
    case 'S': return PA_WSTRING;
    case 'p': return PA_POINTER;
    case 'n': return PA_INT | PA_FLAG_PTR;
    default: return -1;
    }
}

size_t parse_printf_format(const char *format, size_t room, int *types);
GLIBC_EXPORT size_t parse_printf_format(const char *format, size_t room, int *types)
{
    struct arguments arguments = {.room = room, .types = types};
    while ((format = strchr(format, '%')) != NULL) {
        format++;
        long position = read_position(&format);
        /* A position counts, even if no conversion follows. */
        if (position >= 0 && (size_t)position + 1 > arguments.count) arguments.count = (size_t)position + 1;
        while (*format != '\0' && strchr("-+ #0'I", *format) != NULL) format++;
        read_number(&format, &arguments);
        if (*format == '.') {
            format++;
            read_number(&format, &arguments);
        }
        struct length length = read_length(&format);
        int type = type_of(*format, length);
        if (type >= 0) note(&arguments, position >= 0 ? (size_t)position : arguments.next++, type);
        if (*format != '\0') format++;
    }
    return arguments.count;
}
