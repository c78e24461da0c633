/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "linking.h"

#include <stdio.h>

int shared_value = 5;
char shared_text[16] = "shared text";
__thread int a_counter = 40;
static __thread int initial_exec __attribute__((tls_model("initial-exec"))) = 7;

int *address_of_shared_value(void)
{
    return &shared_value;
}
int *address_of_a_counter(void)
{
    return &a_counter;
}
int a_initial_exec(void)
{
    return initial_exec++;
}
int a_function(void)
{
    return 1;
}
int (*address_of_a_function(void))(void)
{
    return a_function;
}

static int chosen(void)
{
    return 77;
}
__attribute__((used)) static int (*choose(void))(void)
{
    return chosen;
}
int a_chosen(void) __attribute__((ifunc("choose")));

int versioned_1(void)
{
    return 1;
}
int versioned_2(void)
{
    return 2;
}
__asm__(".symver versioned_1, versioned@LIBA_1");
__asm__(".symver versioned_2, versioned@@LIBA_2");

__attribute__((constructor)) static void start(int argc, char **argv, char **environment)
{
    printf("liba starts, arguments %d, last %s, environment %s\n", argc, argv[argc - 1],
           environment[0] != NULL ? "given" : "none");
}

__attribute__((destructor)) static void end(void)
{
    puts("liba ends");
}
