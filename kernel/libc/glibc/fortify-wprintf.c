/* SPDX-License-Identifier: MIT */
/* The checked twins of the wprintf family. Sizes are in wide characters. */
#include "fortify-format.h"

#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

GLIBC_EXPORT int __vfwprintf_chk(FILE *file, int flag, const wchar_t *format, va_list arguments)
{
    glibc_check_wide_format(flag, format);
    return vfwprintf(file, format, arguments);
}

GLIBC_EXPORT int __fwprintf_chk(FILE *file, int flag, const wchar_t *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vfwprintf_chk(file, flag, format, arguments));
}

GLIBC_EXPORT int __vwprintf_chk(int flag, const wchar_t *format, va_list arguments)
{
    return __vfwprintf_chk(stdout, flag, format, arguments);
}

GLIBC_EXPORT int __wprintf_chk(int flag, const wchar_t *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vfwprintf_chk(stdout, flag, format, arguments));
}

GLIBC_EXPORT int __vswprintf_chk(wchar_t *to, size_t size, int flag, size_t room, const wchar_t *format,
                                 va_list arguments)
{
    GLIBC_CHECK_ROOM(size, room);
    glibc_check_wide_format(flag, format);
    return vswprintf(to, size, format, arguments);
}

GLIBC_EXPORT int __swprintf_chk(wchar_t *to, size_t size, int flag, size_t room, const wchar_t *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __vswprintf_chk(to, size, flag, room, format, arguments));
}
