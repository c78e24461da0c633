/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <errno.h>
#include <string.h>

/* Text that ends where its room does. */
struct writer {
    char *at, *end;
};

static void put_text(struct writer *to, const char *text)
{
    while (*text != 0 && to->at < to->end) *to->at++ = *text++;
}

static void put_number(struct writer *to, uint64_t number, unsigned base)
{
    char digits[24], *first = digits + sizeof(digits) - 1;
    *first = 0;
    do *--first = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    put_text(to, first);
}

/* printf would bring its floating point and wide characters into every kernel with a dynamic linker. */
size_t ldso_format(char *text, size_t size, const char *format, va_list arguments)
{
    struct writer to = {text, text + size - 1};
    for (; *format != 0; format++) {
        if (*format != '%') {
            put_text(&to, (char[2]){*format});
            continue;
        }
        bool is_long = *++format == 'l' || *format == 'z';
        if (is_long) format++;
        if (*format == 's')
            put_text(&to, va_arg(arguments, const char *));
        else
            put_number(&to, is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned),
                       *format == 'x' ? 16 : 10);
    }
    *to.at = 0;
    return (size_t)(to.at - text);
}

char ldso_failure_text[1024];

int ldso_fail(const char *file, int status, const char *format, ...)
{
    /* Half of the room is for the reason, however long the name. */
    struct writer to = {ldso_failure_text, ldso_failure_text + sizeof(ldso_failure_text) / 2};
    put_text(&to, file);
    put_text(&to, ": ");
    va_list arguments;
    va_start(arguments, format);
    ldso_format(to.at, (size_t)(ldso_failure_text + sizeof(ldso_failure_text) - to.at), format, arguments);
    va_end(arguments);
    return status;
}

const char *ldso_error_text(int error)
{
    switch (error) {
    case ENOENT: return "No such file or directory";
    case ENOTDIR: return "Not a directory";
    case EISDIR: return "Is a directory";
    case ENOMEM: return "Cannot allocate memory";
    case EMFILE: return "Too many open files";
    case EACCES: return "Permission denied";
    case ELOOP: return "Too many levels of symbolic links";
    case ENAMETOOLONG: return "File name too long";
    default: return "Input/output error";
    }
}
