/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define argz_add our_argz_add
#define argz_next our_argz_next
#define argz_delete our_argz_delete
#define envz_entry our_envz_entry
#define envz_get our_envz_get
#define envz_remove our_envz_remove
#define envz_add our_envz_add
#define envz_merge our_envz_merge
#define envz_strip our_envz_strip
#include "../envz.c"
