/* SPDX-License-Identifier: MIT */
/* Attributes of mutexes and read-write locks, and calls about threads, that glibc adds to POSIX. */
#include "private.h"

#include <string.h>
#include <unistd.h>

#include "pthread_impl.h"

/* ADAPTIVE_NP (3) spins a while before it sleeps, as all mutexes do here. Libc would refuse the number. */
GLIBC_EXPORT int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type)
{
    if ((unsigned)type > 3) return EINVAL;
    attributes->__attr = (attributes->__attr & ~3U) | (unsigned)type;
    return 0;
}
GLIBC_ALIAS(pthread_mutexattr_settype, pthread_mutexattr_setkind_np);

/* There are no ceilings: pthread_mutexattr_setprotocol answers PTHREAD_PRIO_PROTECT with ENOTSUP, so that the
 * value is never used. It is checked all the same. */
GLIBC_EXPORT int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes, int ceiling)
{
    (void)attributes;
    return ceiling < 1 || ceiling > 99 ? EINVAL : 0;
}

/* The kind of a lock says who goes first when readers and writers wait. Libc's locks let readers in while
 * readers hold them, which is what PREFER_READER_NP (0) and PREFER_WRITER_NP (1, as glibc treats it) ask for.
 * For PREFER_WRITER_NONRECURSIVE_NP (2) see thread-rwlock.c. */
int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind);
GLIBC_EXPORT int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind)
{
    if ((unsigned)kind > 2) return EINVAL;
    attributes->__attr[1] = (unsigned)kind;
    return 0;
}

int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes, int *kind);
GLIBC_EXPORT int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes, int *kind)
{
    *kind = (int)attributes->__attr[1];
    return 0;
}

/* Libraries that register handlers are never unloaded, so which one it is does not matter. */
int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *library);
GLIBC_EXPORT int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                                   void *library)
{
    (void)library;
    return pthread_atfork(prepare, parent, child) == 0 ? 0 : ENOMEM;
}

int pthread_yield(void);
GLIBC_EXPORT int pthread_yield(void)
{
    return sched_yield();
}

/* Used by allocators and language run times that make thread stacks themselves. */
size_t __pthread_get_minstack(const pthread_attr_t *attributes);
GLIBC_EXPORT size_t __pthread_get_minstack(const pthread_attr_t *attributes)
{
    (void)attributes;
    return 16384; /* PTHREAD_STACK_MIN of glibc's headers */
}

int pthread_sigqueue(pthread_t thread, int signal, const union sigval value);
GLIBC_EXPORT int pthread_sigqueue(pthread_t thread, int signal, const union sigval value)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    return -(int)__syscall(SYS_rt_tgsigqueueinfo, info.si_pid, thread->tid, signal, &info);
}

int tgkill(pid_t process, pid_t thread, int signal);
GLIBC_EXPORT int tgkill(pid_t process, pid_t thread, int signal)
{
    return (int)__syscall_ret((unsigned long)__syscall(SYS_tgkill, process, thread, signal));
}
