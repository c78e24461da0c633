/* SPDX-License-Identifier: MIT */
/* musl's, in which every number is a key that can be deleted, and with the allocator told that a thread ends;
 * with its own name for the function that libstdc++ and libgcc know as __pthread_key_create, where they look
 * whether there are threads at all (kernel/libc/glibc/forward-names.c). */
#include "pthread_impl.h"

#define __pthread_key_create libc_pthread_key_create
#define __pthread_key_delete libc_key_delete
#define pthread_key_delete libc_key_delete_weak
#include "libc/free-name.h"

#define __pthread_tsd_run_dtors run_key_destructors
static void run_key_destructors();
#include <../thread/pthread_key_create.c>
#undef __pthread_tsd_run_dtors
#undef __pthread_key_delete
#undef pthread_key_delete

#include <errno.h>

/* Nothing of the program runs in the thread after these. */
void __pthread_tsd_run_dtors()
{
    run_key_destructors();
    pthread_t self = __pthread_self();
    void (*done)(void) = self->allocator_done;
    self->allocator_done = NULL;
    if (done != NULL) done();
}

int __pthread_key_delete(pthread_key_t key)
{
    if (key >= PTHREAD_KEYS_MAX || keys[key] == 0) return EINVAL;
    return libc_key_delete(key);
}
weak_alias(__pthread_key_delete, pthread_key_delete);
