/* SPDX-License-Identifier: MIT */
#include "private.h"

#include "obstack-layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int obstack_exit_failure;
GLIBC_EXPORT int obstack_exit_failure = 1;

static _Noreturn void out_of_memory(void)
{
    fputs("memory exhausted\n", stderr);
    exit(obstack_exit_failure);
}

/* Programs set this to what to do without memory; it must not return. */
extern void (*obstack_alloc_failed_handler)(void);
GLIBC_EXPORT void (*obstack_alloc_failed_handler)(void) = out_of_memory;

/* Never NULL. */
static struct _obstack_chunk *allocate_chunk(struct obstack *obstack, long size)
{
    struct _obstack_chunk *chunk = obstack->flags & OBSTACK_USE_EXTRA_ARG
                                       ? obstack->chunkfun(obstack->extra_arg, size)
                                       : ((void *(*)(long))obstack->chunkfun)(size);
    if (chunk == NULL) {
        obstack_alloc_failed_handler();
        abort();
    }
    chunk->limit = (char *)chunk + size;
    return chunk;
}

static void free_chunk(struct obstack *obstack, struct _obstack_chunk *chunk)
{
    if (obstack->flags & OBSTACK_USE_EXTRA_ARG)
        obstack->freefun(obstack->extra_arg, chunk);
    else
        ((void (*)(void *))obstack->freefun)(chunk);
}

static char *first_object(const struct obstack *obstack, struct _obstack_chunk *chunk)
{
    uintptr_t mask = (uintptr_t)obstack->alignment_mask;
    return (char *)(((uintptr_t)chunk->contents + mask) & ~mask);
}

static int begin(struct obstack *obstack, int size, int alignment)
{
    /* 4,096 less what allocators of old added to a block, so that programs see glibc's sizes. */
    obstack->chunk_size = size != 0 ? size : 4096 - 32;
    obstack->alignment_mask = (alignment != 0 ? alignment : (int)_Alignof(max_align_t)) - 1;
    struct _obstack_chunk *chunk = allocate_chunk(obstack, obstack->chunk_size);
    chunk->prev = NULL;
    obstack->chunk = chunk;
    obstack->chunk_limit = chunk->limit;
    obstack->object_base = obstack->next_free = first_object(obstack, chunk);
    obstack->flags &= ~(uint32_t)OBSTACK_MAYBE_EMPTY_OBJECT;
    return 1;
}

GLIBC_EXPORT int _obstack_begin(struct obstack *obstack, int size, int alignment, void *(*chunkfun)(long),
                                void (*freefun)(void *))
{
    obstack->chunkfun = (void *(*)(void *, long))chunkfun;
    obstack->freefun = (void (*)(void *, void *))freefun;
    obstack->flags = 0;
    return begin(obstack, size, alignment);
}

GLIBC_EXPORT int _obstack_begin_1(struct obstack *obstack, int size, int alignment,
                                  void *(*chunkfun)(void *, long), void (*freefun)(void *, void *),
                                  void *argument)
{
    obstack->chunkfun = chunkfun;
    obstack->freefun = freefun;
    obstack->extra_arg = argument;
    obstack->flags = OBSTACK_USE_EXTRA_ARG;
    return begin(obstack, size, alignment);
}

/* The growing object does not fit with `length` bytes more: it moves to a chunk in which it does. */
GLIBC_EXPORT void _obstack_newchunk(struct obstack *obstack, int length)
{
    struct _obstack_chunk *old = obstack->chunk;
    long object_size = obstack->next_free - obstack->object_base, size;
    /* An eighth more, so that an object that grows on does not move each time. */
    if (__builtin_add_overflow(object_size, length, &size) ||
        __builtin_add_overflow(size, (object_size >> 3) + obstack->alignment_mask + 100, &size)) {
        obstack_alloc_failed_handler();
        abort();
    }
    struct _obstack_chunk *chunk =
        allocate_chunk(obstack, size > obstack->chunk_size ? size : obstack->chunk_size);
    chunk->prev = old;
    char *base = first_object(obstack, chunk);
    memcpy(base, obstack->object_base, (size_t)object_size);
    /* If nothing else was in the old chunk it can go, unless an empty object may be there, whose address a
     * program may have. */
    if (!(obstack->flags & OBSTACK_MAYBE_EMPTY_OBJECT) &&
        obstack->object_base == first_object(obstack, old)) {
        chunk->prev = old->prev;
        free_chunk(obstack, old);
    }
    obstack->chunk = chunk;
    obstack->chunk_limit = chunk->limit;
    obstack->object_base = base;
    obstack->next_free = base + object_size;
    obstack->flags &= ~(uint32_t)OBSTACK_MAYBE_EMPTY_OBJECT;
}

static int is_within(const struct _obstack_chunk *chunk, const char *object)
{
    return object > (const char *)chunk && object <= chunk->limit;
}

GLIBC_EXPORT int _obstack_allocated_p(struct obstack *obstack, void *object)
{
    for (struct _obstack_chunk *chunk = obstack->chunk; chunk != NULL; chunk = chunk->prev)
        if (is_within(chunk, object)) return 1;
    return 0;
}

/* Frees `object` and all that came after it; NULL is everything, the obstack cannot be used then. */
GLIBC_EXPORT void obstack_free(struct obstack *obstack, void *object)
{
    struct _obstack_chunk *chunk = obstack->chunk;
    while (chunk != NULL && !is_within(chunk, object)) {
        struct _obstack_chunk *previous = chunk->prev;
        free_chunk(obstack, chunk);
        chunk = previous;
        obstack->flags |= OBSTACK_MAYBE_EMPTY_OBJECT;
    }
    if (chunk != NULL) {
        obstack->object_base = obstack->next_free = object;
        obstack->chunk_limit = chunk->limit;
        obstack->chunk = chunk;
    } else if (object != NULL) {
        abort(); /* not of this obstack */
    }
}
GLIBC_ALIAS(obstack_free, _obstack_free);

GLIBC_EXPORT int _obstack_memory_used(struct obstack *obstack)
{
    long size = 0;
    for (struct _obstack_chunk *chunk = obstack->chunk; chunk != NULL; chunk = chunk->prev)
        size += chunk->limit - (char *)chunk;
    return (int)size;
}
