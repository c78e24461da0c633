/* SPDX-License-Identifier: MIT */
/* The checked twins of calls that fill a buffer of the caller from a descriptor, a path or the system. The
 * check is on the length that the caller offers, as in glibc, not on what arrives. */
#include "private.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

GLIBC_EXPORT ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return read(fd, buffer, length);
}

GLIBC_EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return pread(fd, buffer, length, offset);
}
GLIBC_ALIAS(__pread_chk, __pread64_chk);

GLIBC_EXPORT ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t room, int flags)
{
    GLIBC_CHECK_ROOM(length, room);
    return recv(fd, buffer, length, flags);
}

GLIBC_EXPORT ssize_t __recvfrom_chk(int fd, void *buffer, size_t length, size_t room, int flags,
                                    struct sockaddr *address, socklen_t *address_length)
{
    GLIBC_CHECK_ROOM(length, room);
    return recvfrom(fd, buffer, length, flags, address, address_length);
}

GLIBC_EXPORT ssize_t __readlink_chk(const char *path, char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return readlink(path, buffer, length);
}

GLIBC_EXPORT ssize_t __readlinkat_chk(int fd, const char *path, char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return readlinkat(fd, path, buffer, length);
}

GLIBC_EXPORT char *__getcwd_chk(char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return getcwd(buffer, length);
}

/* The result may be as long as PATH_MAX, whatever it is this time. */
GLIBC_EXPORT char *__realpath_chk(const char *path, char *resolved, size_t room)
{
    GLIBC_CHECK_ROOM(PATH_MAX, room);
    return realpath(path, resolved);
}

GLIBC_EXPORT int __poll_chk(struct pollfd *descriptors, nfds_t count, int timeout_ms, size_t room)
{
    GLIBC_CHECK_ROOM(count, room / sizeof *descriptors);
    return poll(descriptors, count, timeout_ms);
}

GLIBC_EXPORT int __ppoll_chk(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout,
                             const sigset_t *mask, size_t room)
{
    GLIBC_CHECK_ROOM(count, room / sizeof *descriptors);
    return ppoll(descriptors, count, timeout, mask);
}

GLIBC_EXPORT int __getgroups_chk(int count, gid_t *groups, size_t room)
{
    /* A negative count is the caller's error, which the call reports. */
    if (count > 0) GLIBC_CHECK_ROOM(count, room / sizeof *groups);
    return getgroups(count, groups);
}

GLIBC_EXPORT size_t __confstr_chk(int name, char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return confstr(name, buffer, length);
}

GLIBC_EXPORT int __gethostname_chk(char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return gethostname(buffer, length);
}

GLIBC_EXPORT int __getdomainname_chk(char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return getdomainname(buffer, length);
}

GLIBC_EXPORT int __getlogin_r_chk(char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return getlogin_r(buffer, length);
}

GLIBC_EXPORT int __ttyname_r_chk(int fd, char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return ttyname_r(fd, buffer, length);
}

GLIBC_EXPORT int __ptsname_r_chk(int fd, char *buffer, size_t length, size_t room)
{
    GLIBC_CHECK_ROOM(length, room);
    return ptsname_r(fd, buffer, length);
}
