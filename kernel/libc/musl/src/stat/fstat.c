/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "syscall.h"

int fstat(int descriptor, struct stat *status)
{
    return syscall(SYS_fstat, descriptor, status);
}

weak_alias(fstat, fstat64);
