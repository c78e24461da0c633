/* SPDX-License-Identifier: MIT */
/* musl's, with its own name for the function that libstdc++ knows as __strftime_l
 * (kernel/libc/glibc/forward-names.c). */
#define __strftime_l libc_strftime_l
#include "libc/free-name.h"

#include <../time/strftime.c>
