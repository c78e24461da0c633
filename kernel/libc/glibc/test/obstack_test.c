// SPDX-License-Identifier: MIT
// sources: renamed_obstack.c
/* Obstacks, by the macros of the host's header, which work on the fields in place. */
#define _obstack_begin our__obstack_begin
#define _obstack_begin_1 our__obstack_begin_1
#define _obstack_newchunk our__obstack_newchunk
#define _obstack_memory_used our__obstack_memory_used
#define __obstack_free our_obstack_free
#define obstack_alloc_failed_handler our_obstack_alloc_failed_handler
#include <assert.h>
#include <obstack.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int our__obstack_allocated_p(struct obstack *, void *);

#define obstack_chunk_alloc counted_malloc
#define obstack_chunk_free counted_free

/* The macros align addresses by adding them to a null pointer. */
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)

static int blocks;

static void *counted_malloc(size_t size)
{
    blocks++;
    return malloc(size);
}

static void counted_free(void *block)
{
    blocks--;
    free(block);
}

static void test_objects(void)
{
    struct obstack obstack;
    char *objects[400];
    obstack_init(&obstack);
    for (int i = 0; i < 400; i++) {
        /* Every other object grows byte by byte, over the ends of chunks. */
        for (int k = 0; k < i; k++) {
            if (i % 2)
                obstack_1grow(&obstack, 'a' + i % 26);
            else if (k == 0)
                obstack_blank(&obstack, i), memset(obstack_base(&obstack), 'a' + i % 26, (size_t)i);
        }
        obstack_grow0(&obstack, "end", 3);
        objects[i] = obstack_finish(&obstack);
        assert((uintptr_t)objects[i] % _Alignof(max_align_t) == 0);
    }
    for (int i = 0; i < 400; i++) {
        assert(strlen(objects[i]) == (size_t)i + 3 && strcmp(objects[i] + i, "end") == 0);
        for (int k = 0; k < i; k++) assert(objects[i][k] == 'a' + i % 26);
        assert(our__obstack_allocated_p(&obstack, objects[i]));
    }
    char other;
    assert(!our__obstack_allocated_p(&obstack, &other));
    assert(obstack_memory_used(&obstack) > 80000);
    /* Freeing one frees all behind it. */
    obstack_free(&obstack, objects[200]);
    assert(strcmp(objects[199] + 199, "end") == 0);
    assert(obstack_copy(&obstack, "again", 6) == objects[200]);
    obstack_free(&obstack, NULL);
    assert(blocks == 0);
}

static void *with_argument(void *argument, long size)
{
    ++*(int *)argument;
    return malloc((size_t)size);
}

static void free_with_argument(void *argument, void *block)
{
    --*(int *)argument;
    free(block);
}

static void test_argument(void)
{
    struct obstack obstack;
    int count = 0;
    obstack_specify_allocation_with_arg(&obstack, 100, 64, with_argument, free_with_argument, &count);
    for (int i = 0; i < 20; i++) assert((uintptr_t)obstack_alloc(&obstack, 70) % 64 == 0);
    assert(count > 10);
    obstack_free(&obstack, NULL);
    assert(count == 0);
}

static jmp_buf out;

static void no_memory(void)
{
    longjmp(out, 1);
}

static void *nothing(long size)
{
    (void)size;
    return NULL;
}

static void test_no_memory(void)
{
    struct obstack obstack;
    our_obstack_alloc_failed_handler = no_memory;
    if (setjmp(out) == 0) {
        our__obstack_begin(&obstack, 0, 0, nothing, free);
        abort();
    }
}

int main(void)
{
    test_objects();
    test_argument();
    test_no_memory();
    return 0;
}

#pragma clang attribute pop
