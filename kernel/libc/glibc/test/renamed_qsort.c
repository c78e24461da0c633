/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define qsort our_qsort
#define qsort_r our_qsort_r
#include "../../musl/src/stdlib/qsort_nr.c"
