/* SPDX-License-Identifier: MIT */
/* Read-write locks of the kind PREFER_WRITER_NONRECURSIVE_NP: readers that come while a writer waits let it
 * go first. All other locks are libc's, and all remember which thread writes, so that it is told when it
 * waits for itself. The kind stands where PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP of glibc's header
 * puts it, in a word that libc does not use; so do the number of waiting writers, and the writer. */
#include "private.h"

#include "pthread_impl.h"

#include <errno.h>

#define rw_kind __u.__i[12]
#define rw_writers_waiting __u.__vi[4]
#define rw_writer __u.__vi[6]

_Static_assert(sizeof(pthread_rwlock_t) == 56, "as in glibc");

enum { PREFER_WRITER_NONRECURSIVE = 2 };

static int prefers_writers(const pthread_rwlock_t *lock)
{
    return lock->rw_kind == PREFER_WRITER_NONRECURSIVE;
}

/* Only the thread itself can find its own number there. */
static int is_writer(const pthread_rwlock_t *lock)
{
    return lock->rw_writer == __pthread_self()->tid;
}

/* The result of an attempt to write. */
static int written(pthread_rwlock_t *lock, int error)
{
    if (error == 0) lock->rw_writer = __pthread_self()->tid;
    return error;
}

GLIBC_EXPORT int pthread_rwlock_init(pthread_rwlock_t *restrict lock,
                                     const pthread_rwlockattr_t *restrict attributes)
{
    *lock = (pthread_rwlock_t){0};
    if (attributes != NULL) {
        lock->_rw_shared = (int)attributes->__attr[0] * 128;
        lock->rw_kind = (int)attributes->__attr[1];
    }
    return 0;
}

GLIBC_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    if (prefers_writers(lock) && lock->rw_writers_waiting != 0) return EBUSY;
    return __pthread_rwlock_tryrdlock(lock);
}

GLIBC_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock,
                                            const struct timespec *restrict at)
{
    int writers;
    if (is_writer(lock)) return EDEADLK;
    while (prefers_writers(lock) && (writers = lock->rw_writers_waiting) != 0) {
        int error =
            __timedwait(&lock->rw_writers_waiting, writers, CLOCK_REALTIME, at, lock->_rw_shared ^ 128);
        if (error != 0 && error != EINTR) return error;
    }
    return __pthread_rwlock_timedrdlock(lock, at);
}

GLIBC_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    return pthread_rwlock_timedrdlock(lock, NULL);
}

GLIBC_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock,
                                            const struct timespec *restrict at)
{
    if (is_writer(lock)) return EDEADLK;
    if (!prefers_writers(lock)) return written(lock, __pthread_rwlock_timedwrlock(lock, at));
    int error = __pthread_rwlock_trywrlock(lock);
    if (error != EBUSY) return written(lock, error);
    a_inc(&lock->rw_writers_waiting);
    error = __pthread_rwlock_timedwrlock(lock, at);
    /* The last one lets the readers on, which then wait for the lock itself if a writer has it. */
    if (a_fetch_add(&lock->rw_writers_waiting, -1) == 1)
        __wake(&lock->rw_writers_waiting, -1, lock->_rw_shared ^ 128);
    return written(lock, error);
}

GLIBC_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    return written(lock, __pthread_rwlock_trywrlock(lock));
}

GLIBC_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    /* While it is known to be this thread's. */
    if (is_writer(lock)) lock->rw_writer = 0;
    return __pthread_rwlock_unlock(lock);
}

GLIBC_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    return pthread_rwlock_timedwrlock(lock, NULL);
}
