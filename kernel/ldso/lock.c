/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include "pthread_impl.h"

static volatile int owner; /* a thread's number; 0: nobody */
static volatile int waiters;
static int depth; /* the owner's */

void ldso_lock(void)
{
    int self = __pthread_self()->tid, value;
    if (owner != self)
        while ((value = a_cas(&owner, 0, self)) != 0) __wait(&owner, &waiters, value, 1);
    depth++;
}

void ldso_unlock(void)
{
    if (--depth != 0) return;
    a_store(&owner, 0);
    if (waiters) __wake(&owner, 1, 1);
}
