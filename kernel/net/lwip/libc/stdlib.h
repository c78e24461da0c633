/* SPDX-License-Identifier: MIT */
/* What lwIP needs of this header beside memory, for which see arch/cc.h. */
#pragma once

#include <core/string.h>

static inline int lwip_atoi(const char *text)
{
    const char *end;
    return (int)parse_number(text, &end);
}
#define atoi lwip_atoi
