/* SPDX-License-Identifier: MIT */
/* musl's, in which every number is a key that can be deleted; with its own name for the function that
 * libstdc++ and libgcc know as __pthread_key_create, where they look whether there are threads at all
 * (kernel/libc/glibc/forward-names.c). */
#define __pthread_key_create libc_pthread_key_create
#define __pthread_key_delete libc_key_delete
#define pthread_key_delete libc_key_delete_weak
#include "libc/free-name.h"

#include <../thread/pthread_key_create.c>
#undef __pthread_key_delete
#undef pthread_key_delete

#include <errno.h>

int __pthread_key_delete(pthread_key_t key)
{
    if (key >= PTHREAD_KEYS_MAX || keys[key] == 0) return EINVAL;
    return libc_key_delete(key);
}
weak_alias(__pthread_key_delete, pthread_key_delete);
