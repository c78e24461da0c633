/* SPDX-License-Identifier: MIT */
/* mimalloc's, with the names that programs and libc know. */
#include "settings.h"

/* The compiler is told to save room, and would call even what is a few instructions; here it must not. */
#define inline inline __attribute__((always_inline))
#include <../src/alloc.c>
#undef inline

#include "dynlink.h"

#define EXPORTED __attribute__((visibility("default")))

extern __typeof(mi_malloc) malloc EXPORTED __attribute__((alias("mi_malloc")));
extern __typeof(mi_free) free EXPORTED __attribute__((alias("mi_free")));
extern __typeof(mi_malloc) __libc_malloc __attribute__((alias("mi_malloc")));
extern __typeof(mi_free) __libc_free __attribute__((alias("mi_free")));

/* From here on, taking memory from the kernel and giving it back is cheaper than reading or writing it. */
#define LARGE (256u << 10)

/* mimalloc would write zeroes to all of a block; a large one is left for the kernel to fill when it is
 * touched. */
EXPORTED void *calloc(size_t count, size_t size)
{
    size_t whole;
    void *block = NULL;
    if (!__builtin_mul_overflow(count, size, &whole))
        block = whole < LARGE ? mi_zalloc(whole) : mi_malloc(whole);
    if (block == NULL)
        errno = ENOMEM;
    else if (whole >= LARGE)
        allocator_clear(block, whole);
    return block;
}
extern __typeof(calloc) __libc_calloc __attribute__((alias("calloc")));

/* To another block, of at least `size` bytes. A large one hands on its pages, which is cheaper than to copy
 * them and needs no room for two. */
static void *move(void *block, size_t usable, size_t size)
{
    if (size < LARGE || usable < LARGE) return mi_realloc(block, size);
    void *other = mi_malloc(size);
    if (other == NULL) return NULL;
    allocator_move(other, block, size < usable ? size : usable);
    mi_free(block);
    return other;
}

/* Smaller blocks move too seldom, and take too little time for it, to be given room that may not be used. */
#define GROWING 512u

/* A block that grows by little will grow again, so it gets room for that. What of a large one is not used is
 * not there. */
EXPORTED void *realloc(void *block, size_t size)
{
    if (block == NULL) return mi_malloc(size);
    size_t usable = mi_usable_size(block);
    if (size <= usable && size >= usable / 2) return mi_realloc(block, size);
    if (size > usable && usable >= GROWING && size - usable <= usable / 4) {
        void *other = move(block, usable, usable + (usable < LARGE ? usable / 2 : usable));
        if (other != NULL) return other;
    }
    return move(block, usable, size);
}
extern __typeof(realloc) __libc_realloc __attribute__((alias("realloc")));

EXPORTED size_t malloc_usable_size(void *block)
{
    return mi_usable_size(block);
}

EXPORTED void *aligned_alloc(size_t alignment, size_t size)
{
    if ((alignment & (alignment - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    /* What another malloc's free gets must not be from here. */
    bool foreign = __malloc_replaced && !__aligned_alloc_replaced;
    void *block = foreign ? NULL : mi_malloc_aligned(size, alignment == 0 ? 1 : alignment);
    if (block == NULL) errno = ENOMEM;
    return block;
}
