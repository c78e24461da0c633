/* SPDX-License-Identifier: MIT */
#include <stdio.h>

extern int nobody_has_this(void);

int main(void)
{
    puts("before");
    fflush(stdout);
    printf("%d\n", nobody_has_this());
    return 0;
}
