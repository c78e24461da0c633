/* SPDX-License-Identifier: MIT */
/* The tables are iconv's own (kernel/libc/glibc/iconv-tables.h); this only says that they are used. */
#include <core/demand.h>
#include <core/set.h>
#include <libc/charsets.h>

static void use(void)
{
    USES(charsets);
}

static const struct iconv_charsets east_asia = {.use = use};
SET_ADD(iconv_charsets, struct iconv_charsets, east_asia);
