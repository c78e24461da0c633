/* SPDX-License-Identifier: MIT */
/* strerrorname_np: the name of an error number. */
#include "private.h"

#include <errno.h>

const char *strerrorname_np(int number);
GLIBC_EXPORT const char *strerrorname_np(int number)
{
    switch (number) {
    case 0: return "0";
#define X(name, text)                                                                                        \
    case name:                                                                                               \
        return #name;
#include <libc/error-names.h>
#undef X
    default: return 0;
    }
}
