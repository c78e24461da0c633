/* SPDX-License-Identifier: MIT */
/* For files renamed_*.c, which compile one of our sources beside the host's functions of the same names: the
 * host's headers first, with the names as they are. The second names of functions are left out. */
#ifndef RENAMED_H
#define RENAMED_H

#include <libc/compat.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#undef GLIBC_ALIAS
#define GLIBC_ALIAS(existing, name) _Static_assert(1, #name)

#endif
