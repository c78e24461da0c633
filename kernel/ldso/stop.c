/* SPDX-License-Identifier: MIT */
#include "stop.h"

#include "failure.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_CODE 127

/* Not by way of stderr, which belongs to the program and may be in use. */
static void say(const char *format, va_list arguments)
{
    static const char prefix_text[] = "thimble: ";
    char text[1536];
    size_t prefix = sizeof(prefix_text) - 1;
    memcpy(text, prefix_text, prefix);
    size_t size = prefix + ldso_format(text + prefix, sizeof(text) - prefix - 1, format, arguments);
    text[size++] = '\n';
    /* There is nobody to tell that this did not work. */
    ssize_t written = write(STDERR_FILENO, text, size);
    (void)written;
}

void ldso_warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void ldso_stop(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    _Exit(EXIT_CODE);
}
