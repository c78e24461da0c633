/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define fts_open our_fts_open
#define fts_close our_fts_close
#define fts_read our_fts_read
#define fts_children our_fts_children
#define fts_set our_fts_set
#include "../fts-read.c"
