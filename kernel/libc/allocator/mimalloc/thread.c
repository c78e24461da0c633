/* SPDX-License-Identifier: MIT */
/* A thread's heap: where it is, and that its blocks stay good when the thread ends. */
#include "settings.h"

#include "pthread_impl.h"

_Static_assert(offsetof(struct pthread, allocator_heap) == MI_TLS_SLOT * sizeof(void *),
               "settings.h tells mimalloc where a thread's heap is");

/* mimalloc calls this when the calling thread gets a heap. The state itself is for keys that hide the
 * pointers of free lists, which it has with MI_SECURE. */
void _mi_random_init(mi_random_ctx_t *state)
{
    (void)state;
    __pthread_self()->allocator_done = mi_thread_done;
}

void _mi_random_reinit_if_weak(mi_random_ctx_t *state)
{
    (void)state;
}

void _mi_random_split(mi_random_ctx_t *state, mi_random_ctx_t *other)
{
    (void)state, (void)other;
}

uintptr_t _mi_random_next(mi_random_ctx_t *state)
{
    (void)state;
    return 1;
}
