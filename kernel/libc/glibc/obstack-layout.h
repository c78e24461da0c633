/* SPDX-License-Identifier: MIT */
/* The obstack of glibc's obstack.h: objects that grow one at a time in chunks of memory. Its macros work on
 * the fields, in the program, so the layout is fixed. */
#ifndef GLIBC_OBSTACK_H
#define GLIBC_OBSTACK_H

#include <stddef.h>
#include <stdint.h>

struct _obstack_chunk {
    char *limit; /* its end */
    struct _obstack_chunk *prev;
    char contents[];
};

struct obstack {
    long chunk_size; /* preferred */
    struct _obstack_chunk *chunk;
    char *object_base; /* of the growing object, in `chunk` */
    char *next_free;   /* its end */
    char *chunk_limit; /* chunk->limit */
    intptr_t temp;     /* the macros' */
    int alignment_mask;
    /* One of two calls, with extra_arg first or without: see use_extra_arg. */
    void *(*chunkfun)(void *, long);
    void (*freefun)(void *, void *);
    void *extra_arg;
    /* Bit 0: use_extra_arg. Bit 1: the chunk may hold an object of no bytes. */
    uint32_t flags;
};

enum { OBSTACK_USE_EXTRA_ARG = 1, OBSTACK_MAYBE_EMPTY_OBJECT = 2 };

_Static_assert(sizeof(struct obstack) == 88, "as in glibc's obstack.h");
_Static_assert(offsetof(struct obstack, flags) == 80, "as in glibc's obstack.h");
_Static_assert(offsetof(struct _obstack_chunk, contents) == 16, "as in glibc's obstack.h");

void _obstack_newchunk(struct obstack *obstack, int length);
int _obstack_begin(struct obstack *obstack, int size, int alignment, void *(*chunkfun)(long),
                   void (*freefun)(void *));
int _obstack_begin_1(struct obstack *obstack, int size, int alignment, void *(*chunkfun)(void *, long),
                     void (*freefun)(void *, void *), void *argument);
int _obstack_memory_used(struct obstack *obstack);
int _obstack_allocated_p(struct obstack *obstack, void *object);
void obstack_free(struct obstack *obstack, void *object);

#endif
