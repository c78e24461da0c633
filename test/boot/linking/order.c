/* SPDX-License-Identifier: MIT */
/* Tells when it is started and ended; compiled under several names. */
#include <stdio.h>

__attribute__((constructor(200))) static void second(void)
{
    puts(NAME " starts");
}
__attribute__((constructor(101))) static void first(void)
{
    puts(NAME " starts first");
}
__attribute__((destructor(101))) static void last(void)
{
    puts(NAME " ends last");
}
__attribute__((destructor(200))) static void before(void)
{
    puts(NAME " ends");
}
void order_init(void)
{
    puts(NAME " has a function in DT_INIT");
}
void order_fini(void)
{
    puts(NAME " has a function in DT_FINI");
}
