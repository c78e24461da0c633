// SPDX-License-Identifier: MIT
#include "libc.h"

#include <wchar.h>

wint_t btowc(int byte)
{
    // In UTF-8, a byte from 0x80 on is no character either.
    return byte >= 0 && byte < 0x80 ? (wint_t)byte : WEOF;
}
