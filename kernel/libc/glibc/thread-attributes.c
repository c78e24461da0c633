/* SPDX-License-Identifier: MIT */
#include "thread-attributes.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(pthread_attr_t) == 56, "glibc's size, with room behind what libc uses");

/* Those of `attributes`, made if need be. NULL without memory. */
static struct thread_extras *make_extras(pthread_attr_t *attributes)
{
    struct thread_extras *extras = glibc_thread_extras(attributes);
    if (extras == NULL && (extras = calloc(1, sizeof *extras)) != NULL)
        attributes->__u.__s[6] = (unsigned long)extras;
    return extras;
}

int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const cpu_set_t *cpus);
GLIBC_EXPORT int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const cpu_set_t *cpus)
{
    struct thread_extras *extras = glibc_thread_extras(attributes);
    void *copy = NULL;
    if (cpus != NULL && size != 0) {
        if ((extras = make_extras(attributes)) == NULL || (copy = malloc(size)) == NULL) return ENOMEM;
        memcpy(copy, cpus, size);
    }
    if (extras == NULL) return 0;
    free(extras->cpus);
    extras->cpus = copy;
    extras->cpus_size = copy == NULL ? 0 : size;
    return 0;
}

int pthread_attr_getaffinity_np(const pthread_attr_t *attributes, size_t size, cpu_set_t *cpus);
GLIBC_EXPORT int pthread_attr_getaffinity_np(const pthread_attr_t *attributes, size_t size, cpu_set_t *cpus)
{
    const struct thread_extras *extras = glibc_thread_extras(attributes);
    if (extras == NULL || extras->cpus == NULL) {
        memset(cpus, -1, size); /* no restriction */
        return 0;
    }
    /* A CPU of the set that the caller has no room for is an error. */
    const unsigned char *bytes = extras->cpus;
    for (size_t i = size; i < extras->cpus_size; i++)
        if (bytes[i] != 0) return EINVAL;
    size_t shared = size < extras->cpus_size ? size : extras->cpus_size;
    memset(cpus, 0, size);
    memcpy(cpus, bytes, shared);
    return 0;
}

int pthread_attr_setsigmask_np(pthread_attr_t *attributes, const sigset_t *mask);
GLIBC_EXPORT int pthread_attr_setsigmask_np(pthread_attr_t *attributes, const sigset_t *mask)
{
    struct thread_extras *extras = mask == NULL ? glibc_thread_extras(attributes) : make_extras(attributes);
    if (extras == NULL) return mask == NULL ? 0 : ENOMEM;
    extras->with_mask = mask != NULL;
    if (mask != NULL) extras->mask = *mask;
    return 0;
}

int pthread_attr_getsigmask_np(const pthread_attr_t *attributes, sigset_t *mask);
GLIBC_EXPORT int pthread_attr_getsigmask_np(const pthread_attr_t *attributes, sigset_t *mask)
{
    const struct thread_extras *extras = glibc_thread_extras(attributes);
    if (extras == NULL || !extras->with_mask) {
        sigemptyset(mask);
        return -1; /* PTHREAD_ATTR_NO_SIGMASK_NP */
    }
    *mask = extras->mask;
    return 0;
}

GLIBC_EXPORT int pthread_attr_destroy(pthread_attr_t *attributes)
{
    struct thread_extras *extras = glibc_thread_extras(attributes);
    if (extras != NULL) {
        free(extras->cpus);
        free(extras);
        attributes->__u.__s[6] = 0;
    }
    return 0;
}

/* The two names of before POSIX had pthread_attr_setstack: the address is the end of the stack. */
int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *end);
GLIBC_EXPORT int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *end)
{
    attributes->__u.__s[2] = (unsigned long)end;
    return 0;
}

int pthread_attr_getstackaddr(const pthread_attr_t *attributes, void **end);
GLIBC_EXPORT int pthread_attr_getstackaddr(const pthread_attr_t *attributes, void **end)
{
    *end = (void *)attributes->__u.__s[2];
    return 0;
}
