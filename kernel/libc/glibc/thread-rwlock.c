/* SPDX-License-Identifier: MIT */
/* Read-write locks of the kind PREFER_WRITER_NONRECURSIVE_NP: readers that come while a writer waits let it
 * go first. All other locks are libc's. The kind stands where
 * PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP of glibc's header puts it, in a word that libc does not
 * use; so does the number of waiting writers. */
#include "private.h"

#include "pthread_impl.h"

#define rw_kind __u.__i[12]
#define rw_writers_waiting __u.__vi[4]

_Static_assert(sizeof(pthread_rwlock_t) == 56, "as in glibc");

enum { PREFER_WRITER_NONRECURSIVE = 2 };

static int prefers_writers(const pthread_rwlock_t *lock)
{
    return lock->rw_kind == PREFER_WRITER_NONRECURSIVE;
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
    if (!prefers_writers(lock)) return __pthread_rwlock_timedwrlock(lock, at);
    int error = __pthread_rwlock_trywrlock(lock);
    if (error != EBUSY) return error;
    a_inc(&lock->rw_writers_waiting);
    error = __pthread_rwlock_timedwrlock(lock, at);
    /* The last one lets the readers on, which then wait for the lock itself if a writer has it. */
    if (a_fetch_add(&lock->rw_writers_waiting, -1) == 1)
        __wake(&lock->rw_writers_waiting, -1, lock->_rw_shared ^ 128);
    return error;
}

GLIBC_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    return pthread_rwlock_timedwrlock(lock, NULL);
}
