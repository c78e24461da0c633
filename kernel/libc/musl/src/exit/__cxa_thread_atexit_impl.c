/* SPDX-License-Identifier: MIT */
/* Destructors of thread_local objects (Itanium C++ ABI, 3.3.6.2 as glibc extends it): run in reverse order
 * when the thread ends, after its cleanup handlers and before the destructors of its pthread_key values, and
 * by exit before anything of atexit.
 *
 * A thread's list hangs on the last entry of its list of cleanup handlers, which libc runs at just that
 * moment. It stays last: handlers are pushed and popped at the other end. */
#include <libc/compat.h>

#include "pthread_impl.h"

#include <stdlib.h>

struct destructor {
    struct destructor *next;
    void (*function)(void *object);
    void *object;
};

struct thread_destructors {
    struct __ptcb handler; /* at the end of the thread's cleanup handlers */
    struct destructor *first;
};

/* A destructor may construct further thread_local objects, so the list is looked at anew each time. */
static void run_destructors(struct thread_destructors *all)
{
    for (struct destructor *one; (one = all->first) != NULL;) {
        all->first = one->next;
        one->function(one->object);
        free(one);
    }
}

static void at_thread_end(void *argument);

/* The calling thread's list, NULL if it has none. `last` is where the next handler after all others would go.
 */
static struct thread_destructors *find(struct __ptcb ***last)
{
    struct __ptcb **place = &__pthread_self()->cancelbuf;
    for (; *place != NULL; place = &(*place)->__next)
        if ((*place)->__f == at_thread_end) return (*place)->__x;
    *last = place;
    return NULL;
}

/* libc has taken the handler off its list; while destructors run it must be found there. */
static void at_thread_end(void *argument)
{
    struct thread_destructors *all = argument;
    all->handler.__next = NULL;
    __pthread_self()->cancelbuf = &all->handler;
    run_destructors(all);
    __pthread_self()->cancelbuf = NULL;
    free(all);
}

int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library);
GLIBC_EXPORT int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library)
{
    /* The library is what must not be unloaded before; dlclose unloads nothing here. */
    (void)library;
    struct destructor *one = malloc(sizeof *one);
    struct __ptcb **last = NULL;
    struct thread_destructors *all = find(&last);
    if (one != NULL && all == NULL && (all = calloc(1, sizeof *all)) != NULL) {
        all->handler = (struct __ptcb){.__f = at_thread_end, .__x = all};
        *last = &all->handler;
    }
    /* Nobody can be told: glibc ends the program as well. */
    if (one == NULL || all == NULL) abort();
    *one = (struct destructor){.next = all->first, .function = function, .object = object};
    all->first = one;
    return 0;
}

/* For exit, in the thread that calls it. Those of other threads do not run, as C++ has it. */
hidden void __call_tls_dtors(void);
hidden void __call_tls_dtors(void)
{
    struct __ptcb **last;
    struct thread_destructors *all = find(&last);
    if (all != NULL) run_destructors(all);
}
