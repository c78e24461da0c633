/* SPDX-License-Identifier: MIT */
/* Registers more functions for the end than stand in one page, the last of which registers another one. */
#include <stdio.h>
#include <stdlib.h>

#define COUNT 700

static int called;

static void last(void)
{
    puts(called == COUNT ? "in order" : "not all");
}

static void note(void)
{
    called++;
}

static void first(void)
{
    puts("first");
    atexit(note);
}

int main(void)
{
    atexit(last);
    for (int i = 1; i < COUNT; i++)
        if (atexit(note) != 0) return 1;
    atexit(first);
    return 0;
}
