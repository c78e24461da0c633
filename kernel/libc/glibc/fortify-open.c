/* SPDX-License-Identifier: MIT */
/* open with two arguments, which may not create anything: the mode would be whatever is in the register. */
#include "private.h"

#include <fcntl.h>
#include <mqueue.h>

static void check_flags(int flags, const char *what)
{
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) glibc_abort_message(what);
}

int __open_2(const char *path, int flags);
GLIBC_EXPORT int __open_2(const char *path, int flags)
{
    check_flags(flags, "invalid open call: O_CREAT or O_TMPFILE without mode");
    return open(path, flags);
}

int __open64_2(const char *path, int flags);
GLIBC_EXPORT int __open64_2(const char *path, int flags)
{
    check_flags(flags, "invalid open64 call: O_CREAT or O_TMPFILE without mode");
    return open(path, flags);
}

int __openat_2(int directory, const char *path, int flags);
GLIBC_EXPORT int __openat_2(int directory, const char *path, int flags)
{
    check_flags(flags, "invalid openat call: O_CREAT or O_TMPFILE without mode");
    return openat(directory, path, flags);
}

int __openat64_2(int directory, const char *path, int flags);
GLIBC_EXPORT int __openat64_2(int directory, const char *path, int flags)
{
    check_flags(flags, "invalid openat64 call: O_CREAT or O_TMPFILE without mode");
    return openat(directory, path, flags);
}

mqd_t __mq_open_2(const char *name, int flags);
GLIBC_EXPORT mqd_t __mq_open_2(const char *name, int flags)
{
    if ((flags & O_CREAT) != 0) glibc_abort_message("invalid mq_open call: O_CREAT without mode and attr");
    return mq_open(name, flags);
}
