// SPDX-License-Identifier: MIT
#include "libc/c-locale.h"

#include <stddef.h>

size_t __ctype_get_mb_cur_max(void);

// What glibc says of UTF-8, of which six bytes once made a character.
size_t __ctype_get_mb_cur_max(void)
{
    return LIBC_IS_C_LOCALE ? 1 : 6;
}
