/* SPDX-License-Identifier: MIT */
/* The variables that musl exports, by all their names. */
#include <libc/copyable.h>

LIBC_COPYABLE(___environ);
LIBC_COPYABLE(__daylight);
LIBC_COPYABLE(__environ);
LIBC_COPYABLE(__progname);
LIBC_COPYABLE(__progname_full);
LIBC_COPYABLE(__signgam);
LIBC_COPYABLE(__timezone);
LIBC_COPYABLE(__tzname);
LIBC_COPYABLE(_environ);
LIBC_COPYABLE(daylight);
LIBC_COPYABLE(environ);
LIBC_COPYABLE(getdate_err);
LIBC_COPYABLE(h_errno);
LIBC_COPYABLE(in6addr_any);
LIBC_COPYABLE(in6addr_loopback);
LIBC_COPYABLE(program_invocation_name);
LIBC_COPYABLE(program_invocation_short_name);
LIBC_COPYABLE(signgam);
LIBC_COPYABLE(stderr);
LIBC_COPYABLE(stdin);
LIBC_COPYABLE(stdout);
LIBC_COPYABLE(timezone);
LIBC_COPYABLE(tzname);
