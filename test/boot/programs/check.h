// SPDX-License-Identifier: MIT
/* Programs of named checks: each argument names one, which prints "ok NAME", or says what went wrong and
 * exits with 1. */
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            printf("line %d: %s is false (errno %d)\n", __LINE__, #condition, errno);                        \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

struct check {
    const char *name;
    void (*run)(void);
};

static inline void run_checks(int argc, char **argv, const struct check *checks, size_t count)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i++)
        for (size_t j = 0; j < count; j++)
            if (strcmp(argv[i], checks[j].name) == 0) {
                checks[j].run();
                printf("ok %s\n", argv[i]);
            }
}

#define RUN_CHECKS(argc, argv, checks) run_checks(argc, argv, checks, sizeof(checks) / sizeof((checks)[0]))
