/* SPDX-License-Identifier: MIT */
/* sendmsg and its relatives in place of libc's, which copies headers and control data to make 64-bit lengths
 * of what POSIX says are 32-bit ones (and refuses more than 1,024 bytes of control data). glibc's headers
 * have the kernel's structures, so what its programs pass goes to the kernel as it is. */
#include <libc/compat.h>

#include <sys/socket.h>
#include <time.h>

#include "syscall.h"

GLIBC_EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return syscall_cp(SYS_sendmsg, fd, message, flags);
}

GLIBC_EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    return syscall_cp(SYS_recvmsg, fd, message, flags);
}

GLIBC_EXPORT int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, unsigned flags)
{
    return (int)syscall_cp(SYS_sendmmsg, fd, messages, count, flags);
}

GLIBC_EXPORT int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, unsigned flags,
                          struct timespec *timeout)
{
    return (int)syscall_cp(SYS_recvmmsg, fd, messages, count, flags, timeout);
}
