/* SPDX-License-Identifier: MIT */
/* Needs liba; is linked with DT_HASH only, and with compact relative relocations. */
#define _GNU_SOURCE
#include "linking.h"

#include <dlfcn.h>
#include <stdio.h>

extern int old(void);
__asm__(".symver old, versioned@LIBA_1");

static int one = 1, two = 2, three = 3;
static int *const numbers[] = {&one, &two, &three, &shared_value};
int b_sum(void)
{
    return *numbers[0] + *numbers[1] + *numbers[2] + *numbers[3];
}

int b_old_version(void)
{
    return old();
}

/* libb comes before liba, so the next one of this name is liba's. */
int a_function(void)
{
    return 2;
}
int b_next_of_a_function(void)
{
    int (*next)(void) = (int (*)(void))dlsym(RTLD_NEXT, "a_function");
    return next != NULL ? next() : -1;
}

__attribute__((constructor)) static void start(void)
{
    puts("libb starts");
}
__attribute__((destructor)) static void end(void)
{
    puts("libb ends");
}
