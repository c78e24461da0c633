// SPDX-License-Identifier: MIT
// musl's, with a name for the table, which locales lead to as well (libc.h). The path is from src/internal,
// which is a header folder.
#include "libc.h"

#pragma clang diagnostic ignored "-Wcast-qual"
#include <../ctype/__ctype_toupper_loc.c>

extern hidden const int libc_ctype_toupper[384] __attribute__((alias("table")));
