/* SPDX-License-Identifier: MIT */
/* What getopt.c and getopt-long.c share: one pass over an argument vector. */
#ifndef GLIBC_GETOPT_PASS_H
#define GLIBC_GETOPT_PASS_H

#include "private.h"

#include <getopt.h>
#include <stdbool.h>

enum getopt_order {
    GETOPT_PERMUTE,         /* operands are moved behind the options */
    GETOPT_REQUIRE_ORDER,   /* the first operand ends the options */
    GETOPT_RETURN_IN_ORDER, /* an operand is the argument of an option with number 1 */
};

struct getopt_pass {
    bool begun;
    enum getopt_order order;
    char *rest; /* of the argument with several short options; NULL or empty between arguments */
    /* Operands passed over and not yet moved: argv[first_operand] up to argv[end_operand]. */
    int first_operand, end_operand;
};

/* What a call of getopt_long has besides getopt's arguments; `options` is NULL for getopt. */
struct getopt_long_arguments {
    const struct option *options;
    int *index;
    bool only;  /* getopt_long_only: one hyphen may do */
    bool posix; /* as POSIX has getopt: GETOPT_REQUIRE_ORDER */
};

extern hidden struct getopt_pass getopt_pass;

/* The letters without what stands in front of them about order. */
hidden int getopt_next(int argc, char **argv, const char *letters, const struct getopt_long_arguments *more);

/* Takes the long option at getopt_pass.rest, in front of which `prefix` stands ("--", "-" or "-W "). -1 if,
 * with `only`, it may be short ones instead. */
hidden int getopt_take_long(int argc, char **argv, const char *letters,
                            const struct getopt_long_arguments *more, bool only, const char *prefix);

#endif
