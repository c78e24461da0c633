/* SPDX-License-Identifier: MIT */
/* What is mounted is decided by the command line; a program cannot change it. */
#include <abi/errno.h>
#include <abi/syscall.h>

SYSCALL(mount)(void)
{
    return -EPERM;
}
SYSCALL(umount2)(void)
{
    return -EPERM;
}
SYSCALL(pivot_root)(void)
{
    return -EPERM;
}
