// SPDX-License-Identifier: MIT
// The tables of tolower and toupper. They are the same in all locales, and as in glibc: a character that has
// no other case is itself, also where char is signed. Computed, since they would be 3 KiB of the kernel.
#include "libc.h"

struct libc_case_tables libc_case_tables;

void libc_fill_case_tables(void)
{
    for (int at = 0; at < LIBC_CTYPE_COUNT; at++) {
        int value = at - 128;
        // EOF, which is -1 too, stays what it is.
        if (value < -1) value += 256;
        libc_case_tables.lower[at] = value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
        libc_case_tables.upper[at] = value >= 'a' && value <= 'z' ? value - ('a' - 'A') : value;
    }
}
DO_FOR_USE(link_libc_case_tables, libc_fill_case_tables);
