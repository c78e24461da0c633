/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define random_r our_random_r
#define srandom_r our_srandom_r
#define initstate_r our_initstate_r
#define setstate_r our_setstate_r
#define random our_random
#define srandom our_srandom
#define initstate our_initstate
#define setstate our_setstate
#define rand our_rand
#define rand_r our_rand_r
#define random_data our_random_data
#include "../random.c"
