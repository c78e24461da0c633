/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define erand48_r our_erand48_r
#define nrand48_r our_nrand48_r
#define jrand48_r our_jrand48_r
#define drand48_r our_drand48_r
#define lrand48_r our_lrand48_r
#define mrand48_r our_mrand48_r
#define srand48_r our_srand48_r
#define seed48_r our_seed48_r
#define lcong48_r our_lcong48_r
#define drand48_data our_drand48_data
#include "../random-48.c"
