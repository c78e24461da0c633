/* SPDX-License-Identifier: MIT */
/* Second names of functions of libc. */
#include "x86_64/forward.h"

GLIBC_FORWARD(__memcmpeq, memcmp); /* only whether equal */
GLIBC_FORWARD(timelocal, mktime);
GLIBC_FORWARD(ntp_adjtime, adjtimex);
