/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define optarg our_optarg
#define optind our_optind
#define opterr our_opterr
#define optopt our_optopt
#define getopt_long our_getopt_long
#define getopt_long_only our_getopt_long_only

extern char *optarg;
extern int optind, opterr, optopt;

#include "../getopt-long.c"
