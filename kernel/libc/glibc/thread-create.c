/* SPDX-License-Identifier: MIT */
/* pthread_create in front of libc's: for what glibc does when the first thread is made, and for attributes
 * that libc's pthread_attr_t does not have. */
#include "private.h"

#include "pthread_impl.h"
#include "thread-attributes.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* Programs (libstdc++'s shared_ptr) leave out atomic operations while this is not 0. */
extern char __libc_single_threaded;
GLIBC_EXPORT char __libc_single_threaded = 1;

struct start {
    void *(*function)(void *);
    void *argument;
    size_t cpus_size;
    bool with_cpus, with_mask;
    sigset_t mask;
    unsigned char cpus[];
};

/* The thread itself takes on its attributes, before any of the program runs in it. */
static void *start_with_attributes(void *argument)
{
    struct start *start = argument;
    if (start->with_cpus) sched_setaffinity(0, start->cpus_size, (cpu_set_t *)start->cpus);
    if (start->with_mask) pthread_sigmask(SIG_SETMASK, &start->mask, NULL);
    void *(*function)(void *) = start->function;
    argument = start->argument;
    free(start);
    return function(argument);
}

GLIBC_EXPORT int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                                void *(*function)(void *), void *restrict argument)
{
    __libc_single_threaded = 0;
    const struct thread_extras *extras = attributes == NULL ? NULL : glibc_thread_extras(attributes);
    if (extras == NULL) return __pthread_create(thread, attributes, function, argument);

    struct start *start = malloc(sizeof *start + extras->cpus_size);
    if (start == NULL) return EAGAIN;
    start->function = function;
    start->argument = argument;
    start->cpus_size = extras->cpus_size;
    start->with_cpus = extras->cpus != NULL;
    start->with_mask = extras->with_mask;
    start->mask = extras->mask;
    if (extras->cpus != NULL) memcpy(start->cpus, extras->cpus, extras->cpus_size);
    int error = __pthread_create(thread, attributes, start_with_attributes, start);
    if (error != 0) free(start);
    return error;
}
