/* SPDX-License-Identifier: MIT */
/* nftw and ftw in place of libc's, with the numbers that glibc gives to the types of files: libc's source is
 * compiled with those. */
#include "private.h"

#include <ftw.h>
#include <sys/stat.h>

/* Macros of the header, which would rename what is defined here. */
#undef ftw64
#undef nftw64

#undef FTW_F
#undef FTW_D
#undef FTW_DNR
#undef FTW_NS
#undef FTW_SL
#undef FTW_DP
#undef FTW_SLN
#define FTW_F 0
#define FTW_D 1
#define FTW_DNR 2
#define FTW_NS 3
#define FTW_SL 4
#define FTW_DP 5
#define FTW_SLN 6

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include "../misc/nftw.c"
#pragma clang diagnostic pop

/* The function takes one argument fewer, which it does not notice by the calling convention. */
GLIBC_EXPORT int ftw(const char *path, int (*function)(const char *, const struct stat *, int), int fd_limit)
{
    /* Symbolic links are followed, unlike in libc's. */
    return nftw(path, (int (*)(const char *, const struct stat *, int, struct FTW *))(void (*)(void))function,
                fd_limit, 0);
}
GLIBC_ALIAS(ftw, ftw64);
