/* SPDX-License-Identifier: MIT */
/* getcwd in two parts, of which the one that asks the kernel does not allocate. */
#include <libc/compat.h>

#include <errno.h>
#include <libc/paths.h>
#include <string.h>
#include <unistd.h>

#include "syscall.h"

char *libc_working_directory(char *path, size_t size)
{
    return syscall(SYS_getcwd, path, size) < 0 ? NULL : path;
}

GLIBC_EXPORT char *getcwd(char *path, size_t size)
{
    if (path == NULL) {
        char room[PATH_MAX];
        return libc_working_directory(room, sizeof(room)) == NULL ? NULL : strdup(room);
    }
    if (size != 0) return libc_working_directory(path, size);
    errno = EINVAL;
    return NULL;
}
