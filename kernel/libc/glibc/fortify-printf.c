/* SPDX-License-Identifier: MIT */
/* The checked twins of the printf family. `flag` is _FORTIFY_SOURCE minus 1. */
#include "fortify-format.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

GLIBC_EXPORT int __vfprintf_chk(FILE *file, int flag, const char *format, va_list arguments)
{
    glibc_check_format(flag, format);
    return vfprintf(file, format, arguments);
}

GLIBC_EXPORT int __fprintf_chk(FILE *file, int flag, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vfprintf_chk(file, flag, format, arguments));
}

GLIBC_EXPORT int __vprintf_chk(int flag, const char *format, va_list arguments)
{
    return __vfprintf_chk(stdout, flag, format, arguments);
}

GLIBC_EXPORT int __printf_chk(int flag, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vfprintf_chk(stdout, flag, format, arguments));
}

/* vsnprintf of libc refuses a size above INT_MAX, with which callers say "large enough". */
static int print_bounded(char *to, size_t size, int flag, const char *format, va_list arguments)
{
    glibc_check_format(flag, format);
    return vsnprintf(to, size > INT_MAX ? INT_MAX : size, format, arguments);
}

GLIBC_EXPORT int __vsnprintf_chk(char *to, size_t size, int flag, size_t room, const char *format,
                                 va_list arguments)
{
    GLIBC_CHECK_ROOM(size, room);
    return print_bounded(to, size, flag, format, arguments);
}

GLIBC_EXPORT int __snprintf_chk(char *to, size_t size, int flag, size_t room, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vsnprintf_chk(to, size, flag, room, format, arguments));
}

GLIBC_EXPORT int __vsprintf_chk(char *to, int flag, size_t room, const char *format, va_list arguments)
{
    if (room == 0) __chk_fail();
    int length = print_bounded(to, room, flag, format, arguments);
    if (length >= 0 && (size_t)length >= room) __chk_fail();
    return length;
}

GLIBC_EXPORT int __sprintf_chk(char *to, int flag, size_t room, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vsprintf_chk(to, flag, room, format, arguments));
}

GLIBC_EXPORT int __vasprintf_chk(char **to, int flag, const char *format, va_list arguments)
{
    glibc_check_format(flag, format);
    return vasprintf(to, format, arguments);
}

GLIBC_EXPORT int __asprintf_chk(char **to, int flag, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vasprintf_chk(to, flag, format, arguments));
}

GLIBC_EXPORT int __vdprintf_chk(int fd, int flag, const char *format, va_list arguments)
{
    glibc_check_format(flag, format);
    return vdprintf(fd, format, arguments);
}

GLIBC_EXPORT int __dprintf_chk(int fd, int flag, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vdprintf_chk(fd, flag, format, arguments));
}

GLIBC_EXPORT void __vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
    glibc_check_format(flag, format);
    vsyslog(priority, format, arguments);
}

GLIBC_EXPORT void __syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    __vsyslog_chk(priority, flag, format, arguments);
    va_end(arguments);
}
