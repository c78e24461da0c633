/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define optarg our_optarg
#define optind our_optind
#define opterr our_opterr
#define optopt our_optopt
#define getopt our_getopt
#define __posix_getopt our_posix_getopt
#include "../getopt.c"
