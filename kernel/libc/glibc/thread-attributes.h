/* SPDX-License-Identifier: MIT */
/* What pthread_attr_setaffinity_np and pthread_attr_setsigmask_np add to thread attributes. */
#ifndef GLIBC_THREAD_ATTRIBUTES_H
#define GLIBC_THREAD_ATTRIBUTES_H

#include "private.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

struct thread_extras {
    void *cpus; /* a CPU set of cpus_size bytes, from malloc; NULL if none was set */
    size_t cpus_size;
    bool with_mask;
    sigset_t mask;
};

/* NULL if the attributes have none. */
static inline struct thread_extras *glibc_thread_extras(const pthread_attr_t *attributes)
{
    /* Of the 56 bytes libc uses the first 40. pthread_attr_init clears all. */
    return (struct thread_extras *)attributes->__u.__s[6];
}

#endif
