/* SPDX-License-Identifier: MIT */
/* Calls that are one system call, which libc of this age does not have or refuses. -1 and errno on failure.
 */
#include "private.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "syscall.h"

struct statx;
int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict buffer);
GLIBC_EXPORT int statx(int directory, const char *restrict path, int flags, unsigned mask,
                       struct statx *restrict buffer)
{
    return (int)syscall(SYS_statx, directory, path, flags, mask, buffer);
}

int close_range(unsigned first, unsigned last, int flags);
GLIBC_EXPORT int close_range(unsigned first, unsigned last, int flags)
{
    return (int)syscall(SYS_close_range, first, last, flags);
}

void closefrom(int first);
GLIBC_EXPORT void closefrom(int first)
{
    close_range(first < 0 ? 0 : (unsigned)first, ~0U, 0);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags);
GLIBC_EXPORT int renameat2(int from_directory, const char *from, int to_directory, const char *to,
                           unsigned flags)
{
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

/* The offset -1 is the file's own position. Two halves of it are arguments; on 64 bits the second is not
 * used. */
ssize_t preadv2(int fd, const struct iovec *parts, int count, off_t offset, int flags);
GLIBC_EXPORT ssize_t preadv2(int fd, const struct iovec *parts, int count, off_t offset, int flags)
{
    return syscall_cp(SYS_preadv2, fd, parts, count, offset, 0, flags);
}
GLIBC_ALIAS(preadv2, preadv64v2);

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags);
GLIBC_EXPORT ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags)
{
    return syscall_cp(SYS_pwritev2, fd, parts, count, offset, 0, flags);
}
GLIBC_ALIAS(pwritev2, pwritev64v2);

int execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags);
GLIBC_EXPORT int execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags)
{
    return (int)syscall(SYS_execveat, directory, path, argv, envp, flags);
}

int getcpu(unsigned *cpu, unsigned *node);
GLIBC_EXPORT int getcpu(unsigned *cpu, unsigned *node)
{
    return (int)syscall(SYS_getcpu, cpu, node, NULL);
}

int epoll_pwait2(int epoll, struct epoll_event *events, int count, const struct timespec *timeout,
                 const sigset_t *mask);
GLIBC_EXPORT int epoll_pwait2(int epoll, struct epoll_event *events, int count,
                              const struct timespec *timeout, const sigset_t *mask)
{
    return (int)syscall_cp(SYS_epoll_pwait2, epoll, events, count, timeout, mask, _NSIG / 8);
}

ssize_t process_madvise(int process, const struct iovec *parts, size_t count, int advice, unsigned flags);
GLIBC_EXPORT ssize_t process_madvise(int process, const struct iovec *parts, size_t count, int advice,
                                     unsigned flags)
{
    return syscall(SYS_process_madvise, process, parts, count, advice, flags);
}

int pidfd_open(pid_t process, unsigned flags);
GLIBC_EXPORT int pidfd_open(pid_t process, unsigned flags)
{
    return (int)syscall(SYS_pidfd_open, process, flags);
}

int pidfd_getfd(int process, int fd, unsigned flags);
GLIBC_EXPORT int pidfd_getfd(int process, int fd, unsigned flags)
{
    return (int)syscall(SYS_pidfd_getfd, process, fd, flags);
}

int pidfd_send_signal(int process, int signal, siginfo_t *info, unsigned flags);
GLIBC_EXPORT int pidfd_send_signal(int process, int signal, siginfo_t *info, unsigned flags)
{
    return (int)syscall(SYS_pidfd_send_signal, process, signal, info, flags);
}

int pkey_alloc(unsigned flags, unsigned rights);
GLIBC_EXPORT int pkey_alloc(unsigned flags, unsigned rights)
{
    return (int)syscall(SYS_pkey_alloc, flags, rights);
}

int pkey_free(int key);
GLIBC_EXPORT int pkey_free(int key)
{
    return (int)syscall(SYS_pkey_free, key);
}

int pkey_mprotect(void *address, size_t length, int protection, int key);
GLIBC_EXPORT int pkey_mprotect(void *address, size_t length, int protection, int key)
{
    if (key == -1) return mprotect(address, length, protection);
    return (int)syscall(SYS_pkey_mprotect, address, length, protection, key);
}

/* What a key allows is in a register that is only there with keys, and the kernel gives out none. */
int pkey_get(int key);
GLIBC_EXPORT int pkey_get(int key)
{
    (void)key;
    errno = ENOSYS;
    return -1;
}

int pkey_set(int key, unsigned rights);
GLIBC_EXPORT int pkey_set(int key, unsigned rights)
{
    (void)rights;
    return pkey_get(key);
}

/* Libc answers these four with ENOSYS, because what Linux does is not quite POSIX: it is about a thread. */
GLIBC_EXPORT int sched_getparam(pid_t thread, struct sched_param *parameters)
{
    return (int)syscall(SYS_sched_getparam, thread, parameters);
}

GLIBC_EXPORT int sched_setparam(pid_t thread, const struct sched_param *parameters)
{
    return (int)syscall(SYS_sched_setparam, thread, parameters);
}

GLIBC_EXPORT int sched_getscheduler(pid_t thread)
{
    return (int)syscall(SYS_sched_getscheduler, thread);
}

GLIBC_EXPORT int sched_setscheduler(pid_t thread, int policy, const struct sched_param *parameters)
{
    return (int)syscall(SYS_sched_setscheduler, thread, policy, parameters);
}

ssize_t getdirentries(int fd, char *buffer, size_t length, off_t *position);
GLIBC_EXPORT ssize_t getdirentries(int fd, char *buffer, size_t length, off_t *position)
{
    off_t before = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t got = before < 0 ? -1 : syscall(SYS_getdents64, fd, buffer, length);
    if (got >= 0) *position = before;
    return got;
}
