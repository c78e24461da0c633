/* SPDX-License-Identifier: MIT */
#include "stop.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_CODE 127

/* Not by way of stderr, which belongs to the program and may be in use. */
static void say(const char *format, va_list arguments)
{
    char text[1536];
    size_t prefix = (size_t)snprintf(text, sizeof(text), "thimble: "), room = sizeof(text) - prefix - 1;
    int length = vsnprintf(text + prefix, room, format, arguments);
    size_t size = prefix + (length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1);
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
