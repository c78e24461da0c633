/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define CHUNK_SIZE 65536u
/* Enough for a program that needs nothing but the kernel. */
#define FIRST_SIZE 4096u

struct ldso_arena_chunk {
    struct ldso_arena_chunk *previous;
    size_t size; /* with this header */
};

static union {
    struct ldso_arena_chunk chunk;
    max_align_t align;
    uint8_t bytes[FIRST_SIZE];
} first; /* all zero, so that it takes no room in the kernel's file: its size is not written down in it */

static struct ldso_arena_mark now = {.chunk = &first.chunk, .used = sizeof(struct ldso_arena_chunk)};

static size_t size_of(const struct ldso_arena_chunk *chunk)
{
    return chunk == &first.chunk ? FIRST_SIZE : chunk->size;
}

/* The place for `size` bytes in the current chunk; SIZE_MAX when they do not fit. */
static size_t place(size_t size, size_t align)
{
    uintptr_t start = (uintptr_t)now.chunk, at = (start + now.used + align - 1) & -align;
    size_t offset = at - start;
    size_t end = size_of(now.chunk);
    return offset <= end && size <= end - offset ? offset : SIZE_MAX;
}

static int add_chunk(size_t size, size_t align)
{
    size_t wanted;
    if (__builtin_add_overflow(size, align + sizeof(struct ldso_arena_chunk), &wanted)) return -1;
    if (wanted < CHUNK_SIZE) wanted = CHUNK_SIZE;
    struct ldso_arena_chunk *chunk =
        mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED) return -1;
    *chunk = (struct ldso_arena_chunk){.previous = now.chunk, .size = wanted};
    now = (struct ldso_arena_mark){.chunk = chunk, .used = sizeof(*chunk)};
    return 0;
}

void *ldso_allocate(size_t size, size_t align)
{
    size_t offset = place(size, align);
    if (offset == SIZE_MAX) {
        if (add_chunk(size, align) != 0) return NULL;
        offset = place(size, align);
    }
    now.used = offset + size;
    return (uint8_t *)now.chunk + offset;
}

char *ldso_copy_text(const char *text, size_t length)
{
    char *copy = ldso_allocate(length + 1, 1);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

struct ldso_arena_mark ldso_arena_mark(void)
{
    return now;
}

void ldso_arena_release(struct ldso_arena_mark mark)
{
    while (now.chunk != mark.chunk) {
        struct ldso_arena_chunk *chunk = now.chunk;
        now = (struct ldso_arena_mark){.chunk = chunk->previous, .used = 0};
        munmap(chunk, chunk->size);
    }
    /* Memory is handed out zeroed. */
    memset((uint8_t *)mark.chunk + mark.used, 0, size_of(mark.chunk) - mark.used);
    now.used = mark.used;
}
