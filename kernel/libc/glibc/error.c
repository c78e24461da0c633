/* SPDX-License-Identifier: MIT */
/* error and error_at_line of glibc's error.h. */
#include "private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Programs read and set these. If set, error_print_progname prints what stands before the message. */
extern void (*error_print_progname)(void);
extern unsigned error_message_count;
extern int error_one_per_line;
GLIBC_EXPORT void (*error_print_progname)(void);
GLIBC_EXPORT unsigned error_message_count;
GLIBC_EXPORT int error_one_per_line;

static void print_name(const char *separator)
{
    fflush(stdout);
    if (error_print_progname != NULL)
        error_print_progname();
    else
        fprintf(stderr, "%s%s", program_invocation_name, separator);
}

static void print_rest(int status, int error_number, const char *format, va_list arguments)
{
    vfprintf(stderr, format, arguments);
    error_message_count++;
    if (error_number != 0) fprintf(stderr, ": %s", strerror(error_number));
    putc('\n', stderr);
    fflush(stderr);
    if (status != 0) exit(status);
}

void error(int status, int error_number, const char *format, ...);
GLIBC_EXPORT void error(int status, int error_number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_name(": ");
    print_rest(status, error_number, format, arguments);
    va_end(arguments);
}

void error_at_line(int status, int error_number, const char *file, unsigned line, const char *format, ...);
GLIBC_EXPORT void error_at_line(int status, int error_number, const char *file, unsigned line,
                                const char *format, ...)
{
    static const char *last_file;
    static unsigned last_line;
    if (error_one_per_line) {
        if (last_line == line && last_file != NULL && file != NULL && strcmp(last_file, file) == 0) return;
        last_file = file;
        last_line = line;
    }
    va_list arguments;
    va_start(arguments, format);
    print_name(":");
    if (file != NULL)
        fprintf(stderr, "%s:%u: ", file, line);
    else
        fputc(' ', stderr);
    print_rest(status, error_number, format, arguments);
    va_end(arguments);
}
