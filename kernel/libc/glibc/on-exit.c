/* SPDX-License-Identifier: MIT */
/* on_exit: like atexit, for functions that want the exit status and an argument. */
#include "private.h"

#include <stdlib.h>

extern hidden int glibc_exit_status;

struct registration {
    void (*function)(int status, void *argument);
    void *argument;
};

static void call(void *argument)
{
    struct registration one = *(struct registration *)argument;
    free(argument);
    one.function(glibc_exit_status, one.argument);
}

int __cxa_atexit(void (*function)(void *), void *argument, void *library);

int on_exit(void (*function)(int, void *), void *argument);
GLIBC_EXPORT int on_exit(void (*function)(int, void *), void *argument)
{
    struct registration *one = malloc(sizeof *one);
    if (one == NULL) return -1;
    *one = (struct registration){function, argument};
    if (__cxa_atexit(call, one, NULL) == 0) return 0;
    free(one);
    return -1;
}
