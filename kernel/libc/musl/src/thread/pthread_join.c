// SPDX-License-Identifier: MIT
// musl's, with glibc's answers to who waits for itself or for what nobody can wait for: musl waits for ever,
// or ends the program.
#define __pthread_join libc_join
#define pthread_join libc_join_weak
#define pthread_timedjoin_np libc_timedjoin_weak
#define pthread_tryjoin_np libc_tryjoin_weak
#include "libc/free-name.h"

#include <../thread/pthread_join.c>
#undef __pthread_join
#undef pthread_join
#undef pthread_timedjoin_np
#undef pthread_tryjoin_np

#include <errno.h>

int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *at);
int pthread_tryjoin_np(pthread_t thread, void **result);

static int refusal(pthread_t thread)
{
    if (thread == __pthread_self()) return EDEADLK;
    return thread->detach_state == DT_DETACHED ? EINVAL : 0;
}

int __pthread_join(pthread_t thread, void **result)
{
    int error = refusal(thread);
    return error != 0 ? error : libc_join(thread, result);
}
weak_alias(__pthread_join, pthread_join);

int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *at)
{
    int error = refusal(thread);
    return error != 0 ? error : __pthread_timedjoin_np(thread, result, at);
}

int pthread_tryjoin_np(pthread_t thread, void **result)
{
    int error = refusal(thread);
    return error != 0 ? error : __pthread_tryjoin_np(thread, result);
}
