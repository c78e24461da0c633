/* SPDX-License-Identifier: MIT */
/* A program with an allocator of its own, which libc has to use, too. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Alignas(16) char pool[1 << 20];
static size_t used;
static int freed;

void *malloc(size_t size)
{
    char *memory = pool + used + 16;
    if (size > sizeof(pool) - used - 32) return NULL;
    *(size_t *)(memory - 16) = size;
    used += (size + 31) & -16ul;
    return memory;
}

void free(void *memory)
{
    freed += memory != NULL;
}

void *calloc(size_t count, size_t size)
{
    void *memory = malloc(count * size);
    return memory != NULL ? memset(memory, 0, count * size) : NULL;
}

void *realloc(void *old, size_t size)
{
    void *memory = malloc(size);
    if (memory != NULL && old != NULL) {
        size_t before = *(size_t *)((char *)old - 16);
        memcpy(memory, old, before < size ? before : size);
    }
    return memory;
}

static int is_own(const void *memory)
{
    return (const char *)memory > pool && (const char *)memory < pool + sizeof(pool);
}

int main(void)
{
    char *text = strdup("text"), *line = NULL, *printed;
    size_t size = 0;
    int length = asprintf(&printed, "%d", 12345);
    FILE *file = fopen("/proc/self/maps", "r");
    printf("strdup %d, asprintf %d %d\n", is_own(text), is_own(printed), length);
    int has_line = file != NULL && getline(&line, &size, file) > 0;
    printf("getline %d %d\n", has_line, is_own(line));
    free(text);
    printf("freed %d\n", freed > 0);
    return 0;
}
