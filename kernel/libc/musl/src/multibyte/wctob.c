// SPDX-License-Identifier: MIT
#include "libc.h"

#include <stdio.h>
#include <wchar.h>

int wctob(wint_t character)
{
    return character < 0x80 ? (int)character : EOF;
}
