/* SPDX-License-Identifier: MIT */
#define j0l our_j0l
#define j1l our_j1l
#define jnl our_jnl
#define y0l our_y0l
#define y1l our_y1l
#define ynl our_ynl
#include "../math-bessel.c"
