/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define argz_append our_argz_append
#define argz_add our_argz_add
#define argz_add_sep our_argz_add_sep
#define argz_create_sep our_argz_create_sep
#define argz_create our_argz_create
#define argz_count our_argz_count
#define argz_extract our_argz_extract
#define argz_stringify our_argz_stringify
#define argz_next our_argz_next
#define argz_delete our_argz_delete
#define argz_insert our_argz_insert
#define argz_replace our_argz_replace
#include "../argz.c"
