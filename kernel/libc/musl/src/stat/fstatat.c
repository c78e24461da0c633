/* SPDX-License-Identifier: MIT */
/* The kernel's struct stat is the library's, so nothing is converted; and its calls take descriptors of
 * O_PATH, so /proc is not needed to reach what is behind them. The same holds for the other files of this
 * folder. */
#include <sys/stat.h>

#include "syscall.h"

int fstatat(int descriptor, const char *restrict path, struct stat *restrict status, int flags)
{
    return syscall(SYS_newfstatat, descriptor, path, status, flags);
}

weak_alias(fstatat, fstatat64);
