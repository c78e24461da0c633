/* SPDX-License-Identifier: MIT */
#include "pthread_impl.h"

#include <core/demand.h>

/* The bit by which musl marks attributes and mutexes with priority inheritance. */
#define INHERIT 8u

/* The kernel has the protocol, so nothing needs to be tried; but it has to be told that it is used. */
int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol)
{
    USES(call_futex);
    switch (protocol) {
    case PTHREAD_PRIO_NONE: attributes->__attr &= ~INHERIT; return 0;
    case PTHREAD_PRIO_INHERIT: attributes->__attr |= INHERIT; return 0;
    case PTHREAD_PRIO_PROTECT: return ENOTSUP;
    default: return EINVAL;
    }
}
