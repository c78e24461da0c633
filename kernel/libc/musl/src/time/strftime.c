/* SPDX-License-Identifier: MIT */
/* musl's, with its own name for the function that libstdc++ knows as __strftime_l
 * (kernel/libc/glibc/forward-names.c); and %Z is the name that the caller gives, as with glibc, while musl
 * takes only names that are its own. */
#define __strftime_l libc_strftime_l
#include "libc/free-name.h"

#include <../time/time_impl.h>

static const char *zone_of(const struct tm *time)
{
    return time->tm_zone == NULL ? "" : time->tm_zone;
}
#define __tm_to_tzname zone_of

#include <../time/strftime.c>
