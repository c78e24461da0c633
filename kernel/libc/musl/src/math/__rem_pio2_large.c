/* SPDX-License-Identifier: MIT */
/* musl's, with as many digits of 2/pi as arguments of type double can ask for: an eighth of those that long
 * double needs, which __rem_pio2l.c has for itself. */
#include "libm.h"

#undef LDBL_MAX_EXP
#define LDBL_MAX_EXP 1024
#include <../math/__rem_pio2_large.c>
