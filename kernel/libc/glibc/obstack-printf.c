/* SPDX-License-Identifier: MIT */
/* printf onto the growing object of an obstack, and its checked twin. */
#include "private.h"

#include "fortify-format.h"
#include "obstack-layout.h"

#include <stdarg.h>
#include <stdio.h>

int obstack_vprintf(struct obstack *obstack, const char *format, va_list arguments);
GLIBC_EXPORT int obstack_vprintf(struct obstack *obstack, const char *format, va_list arguments)
{
    /* Once to learn the length, a second time only if there was no room. The NUL is not part of the object.
     */
    for (int needed = 0;;) {
        long room = obstack->chunk_limit - obstack->next_free;
        if (room <= needed) {
            _obstack_newchunk(obstack, needed + 1);
            room = obstack->chunk_limit - obstack->next_free;
        }
        va_list copy;
        va_copy(copy, arguments);
        int length = vsnprintf(obstack->next_free, (size_t)room, format, copy);
        va_end(copy);
        if (length < 0) return length;
        if (length < room) {
            obstack->next_free += length;
            return length;
        }
        needed = length;
    }
}

int obstack_printf(struct obstack *obstack, const char *format, ...);
GLIBC_EXPORT int obstack_printf(struct obstack *obstack, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, obstack_vprintf(obstack, format, arguments));
}

int __obstack_vprintf_chk(struct obstack *obstack, int flag, const char *format, va_list arguments);
GLIBC_EXPORT int __obstack_vprintf_chk(struct obstack *obstack, int flag, const char *format,
                                       va_list arguments)
{
    glibc_check_format(flag, format);
    return obstack_vprintf(obstack, format, arguments);
}

int __obstack_printf_chk(struct obstack *obstack, int flag, const char *format, ...);
GLIBC_EXPORT int __obstack_printf_chk(struct obstack *obstack, int flag, const char *format, ...)
{
    GLIBC_RETURN_WITH_ARGUMENTS(format, __obstack_vprintf_chk(obstack, flag, format, arguments));
}
