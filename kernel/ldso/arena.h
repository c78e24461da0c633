/* SPDX-License-Identifier: MIT */
/*
 * The dynamic linker's own memory. It is never freed piece by piece, since what is loaded stays loaded; what
 * a dlopen that fails has taken is given back as a whole. So the linker needs no malloc, which programs may
 * replace. Used under the loader's lock.
 */
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

struct ldso_arena_chunk;

/** A moment to which the arena can be put back. */
struct ldso_arena_mark {
    struct ldso_arena_chunk *chunk;
    size_t used;
};

/** Zeroed memory, aligned to `align`, a power of two. NULL: there is none. */
void *ldso_allocate(size_t size, size_t align);

/** A copy of `length` bytes of text with a final 0. NULL: out of memory. */
char *ldso_copy_text(const char *text, size_t length);

struct ldso_arena_mark ldso_arena_mark(void);

/** Gives back all that was allocated since the mark. */
void ldso_arena_release(struct ldso_arena_mark mark);

#pragma GCC visibility pop
