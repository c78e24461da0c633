// SPDX-License-Identifier: MIT
// What <ctype.h> of glibc has tolower look into.
#include "libc.h"

const int **__ctype_tolower_loc(void);

const int **__ctype_tolower_loc(void)
{
    static const int *table = libc_case_tables.lower + 128;
    return &table;
}
