/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "syscall.h"

int stat(const char *restrict path, struct stat *restrict status)
{
    return syscall(SYS_stat, path, status);
}

weak_alias(stat, stat64);
