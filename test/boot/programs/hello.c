/* SPDX-License-Identifier: MIT */
/* The least that a program does, by which kernels that are cut to one are measured. */
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
