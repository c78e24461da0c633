/* SPDX-License-Identifier: MIT */
/*
 * musl's header of this name with what programs made for glibc need otherwise. A mutex that is initialized
 * statically has its kind where glibc's header puts it, in the fifth word: a word that musl leaves unused,
 * while it has its own kind in the first.
 */
/* Two words for an allocator (libc/allocator.h) follow the last member of struct pthread, which musl's header
 * names once. */
#define stdio_locks                                                                                          \
    stdio_locks;                                                                                             \
    void *allocator_heap;                                                                                    \
    void (*allocator_done)(void)
#include_next "pthread_impl.h"
#undef stdio_locks

#ifndef LIBC_PTHREAD_IMPL_H
#define LIBC_PTHREAD_IMPL_H

#undef _m_type
#define _m_type __u.__i[4]

/* As many programs expect: what Linux's default limit (8 MiB) makes glibc take. Memory is taken when it is
 * touched. */
#undef DEFAULT_STACK_SIZE
#define DEFAULT_STACK_SIZE (8 << 20)

#endif
