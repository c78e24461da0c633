/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "syscall.h"

int lstat(const char *restrict path, struct stat *restrict status)
{
    return syscall(SYS_lstat, path, status);
}

weak_alias(lstat, lstat64);
