// SPDX-License-Identifier: MIT
// What <ctype.h> of glibc has toupper look into.
#include "libc.h"

const int **__ctype_toupper_loc(void);

const int **__ctype_toupper_loc(void)
{
    static const int *table = libc_case_tables.upper + 128;
    return &table;
}
