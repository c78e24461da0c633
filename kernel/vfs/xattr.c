/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes (xattr(7)): no file system here keeps them. The file must exist; beyond that asking for
 * one gives EOPNOTSUPP, as from Linux for such file systems, and the list of them is empty.
 */
#include <abi/errno.h>
#include <abi/syscall.h>

#include "file.h"
#include "walk.h"

static long by_path(const char *path, unsigned flags, long result)
{
    struct walk walk;
    int status = walk_user(&walk, AT_FDCWD, path, flags);
    walk_end(&walk);
    return status != 0 ? status : result;
}

static long by_descriptor(int descriptor, long result)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    file_put(file);
    return result;
}

SYSCALL(getxattr)(const char *path)
{
    return by_path(path, WALK_FOLLOW, -EOPNOTSUPP);
}
SYSCALL(lgetxattr)(const char *path)
{
    return by_path(path, 0, -EOPNOTSUPP);
}
SYSCALL(fgetxattr)(int descriptor)
{
    return by_descriptor(descriptor, -EOPNOTSUPP);
}
SYSCALL(setxattr)(const char *path)
{
    return by_path(path, WALK_FOLLOW, -EOPNOTSUPP);
}
SYSCALL(lsetxattr)(const char *path)
{
    return by_path(path, 0, -EOPNOTSUPP);
}
SYSCALL(fsetxattr)(int descriptor)
{
    return by_descriptor(descriptor, -EOPNOTSUPP);
}
SYSCALL(removexattr)(const char *path)
{
    return by_path(path, WALK_FOLLOW, -EOPNOTSUPP);
}
SYSCALL(lremovexattr)(const char *path)
{
    return by_path(path, 0, -EOPNOTSUPP);
}
SYSCALL(fremovexattr)(int descriptor)
{
    return by_descriptor(descriptor, -EOPNOTSUPP);
}
SYSCALL(listxattr)(const char *path)
{
    return by_path(path, WALK_FOLLOW, 0);
}
SYSCALL(llistxattr)(const char *path)
{
    return by_path(path, 0, 0);
}
SYSCALL(flistxattr)(int descriptor)
{
    return by_descriptor(descriptor, 0);
}
