/* SPDX-License-Identifier: MIT */
/* musl's, with the function and the table for arguments of type long double. */
#include "libm.h"

#define __rem_pio2_large __rem_pio2_large_long
hidden int __rem_pio2_large_long(double *x, double *y, int e0, int nx, int prec);
#include <../math/__rem_pio2_large.c>
#include <../math/__rem_pio2l.c>
