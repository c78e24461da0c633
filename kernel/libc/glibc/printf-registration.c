/* SPDX-License-Identifier: MIT */
/* Conversions, modifiers and types of a program's own for printf (glibc's printf.h). Libc's printf has no
 * place for them, so each is refused, which the callers that there are (libquadmath) allow for. */
#include "private.h"

#include <errno.h>
#include <wchar.h>

static int refuse(void)
{
    errno = ENOSYS;
    return -1;
}

int register_printf_specifier(int conversion, void *convert, void *describe);
GLIBC_EXPORT int register_printf_specifier(int conversion, void *convert, void *describe)
{
    (void)conversion, (void)convert, (void)describe;
    return refuse();
}

int register_printf_modifier(const wchar_t *modifier);
GLIBC_EXPORT int register_printf_modifier(const wchar_t *modifier)
{
    (void)modifier;
    return refuse();
}

int register_printf_type(void *convert);
GLIBC_EXPORT int register_printf_type(void *convert)
{
    (void)convert;
    return refuse();
}
