/* SPDX-License-Identifier: MIT */
/* musl's, but that the zone has the name that glibc gives it. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#define __utc __gmt
#include <../time/gmtime_r.c>
#pragma clang diagnostic pop

const char __gmt[] = "GMT";
