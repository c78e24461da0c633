/* SPDX-License-Identifier: MIT */
/* Opened by the program. Its thread-local storage is not there when the threads start. */
#include "linking.h"

#include <stdio.h>

__thread int plugin_counter = 100;
static __thread char plugin_zeroes[3000];

int plugin_count(void)
{
    return ++plugin_counter + ++a_counter;
}
int plugin_zero_sum(void)
{
    int sum = 0;
    for (unsigned i = 0; i < sizeof(plugin_zeroes); i++) sum += plugin_zeroes[i]++;
    return sum;
}

extern int nobody_has_this(void);
int plugin_late(void)
{
    return nobody_has_this();
}

__attribute__((constructor)) static void start(void)
{
    puts("plugin starts");
}
__attribute__((destructor)) static void end(void)
{
    puts("plugin ends");
}
