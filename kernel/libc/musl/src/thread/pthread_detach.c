// SPDX-License-Identifier: MIT
// As musl has it, but that a thread which is detached already is an error instead of the program's end.
#include "libc.h"

#include "pthread_impl.h"
#include <errno.h>

int __pthread_detach(pthread_t thread);

int __pthread_detach(pthread_t thread)
{
    int state = a_cas(&thread->detach_state, DT_JOINABLE, DT_DETACHED);
    if (state == DT_JOINABLE) return 0;
    // It has ended, or is about to: then what it used is given back here.
    return state == DT_DETACHED ? EINVAL : __pthread_join(thread, NULL);
}
weak_alias(__pthread_detach, pthread_detach);
weak_alias(__pthread_detach, thrd_detach);
