/* SPDX-License-Identifier: MIT */
/* What the files of this component share. Everything here is hidden: a default-visibility symbol of this
 * component is one that programs bind to. The declarations of what programs bind to under names that no
 * header has stand beside their definitions. */
#ifndef GLIBC_PRIVATE_H
#define GLIBC_PRIVATE_H

#include <libc/compat.h>

/* The buffer of `room` bytes must hold `needed`, or the program ends. */
#define GLIBC_CHECK_ROOM(needed, room)                                                                       \
    do {                                                                                                     \
        if (__builtin_expect((size_t)(needed) > (size_t)(room), 0)) __chk_fail();                            \
    } while (0)

/* Calls `call`, which uses `arguments`, and returns what it returned. */
#define GLIBC_RETURN_WITH_ARGUMENTS(last, call)                                                              \
    do {                                                                                                     \
        va_list arguments;                                                                                   \
        va_start(arguments, last);                                                                           \
        int result = call;                                                                                   \
        va_end(arguments);                                                                                   \
        return result;                                                                                       \
    } while (0)

/* Exported by fortify-fail.c. */
_Noreturn void __chk_fail(void);
_Noreturn void __fortify_fail(const char *what);

/* Ends the program with SIGABRT after "*** WHAT ***: terminated" on standard error, as glibc words it. */
hidden _Noreturn void glibc_abort_message(const char *what);

/* The same without ": terminated". */
hidden _Noreturn void glibc_abort_short_message(const char *what);

#endif
