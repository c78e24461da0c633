/* SPDX-License-Identifier: MIT */
/* Calls of the C library, each many times: prints "NAME NANOSECONDS" a line, the best of several rounds for
 * one call. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 5
#define LARGE (1u << 20)

static char *from, *to;
static int null;

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void call_getppid(size_t size)
{
    (void)size;
    getppid();
}

static void call_write(size_t size)
{
    if (write(null, from, size) != (ssize_t)size) abort();
}

static void call_clock(size_t size)
{
    (void)size;
    now_ns();
}

/* Through volatile pointers, so that the compiler cannot put its own code in their place. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile fill)(void *, int, size_t) = memset;
static size_t (*volatile length)(const char *) = strlen;
static void *(*volatile find)(const void *, int, size_t) = memchr;

static void call_memcpy(size_t size)
{
    copy(to, from, size);
}

static void call_memset(size_t size)
{
    fill(to, 1, size);
}

static void call_strlen(size_t size)
{
    if (length(from + LARGE - size) != size) abort();
}

static void call_memchr(size_t size)
{
    if (find(from + LARGE - size, 'z', size) != NULL) abort();
}

static void measure(const char *name, void (*call)(size_t), size_t size, unsigned count)
{
    uint64_t best = UINT64_MAX;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t start = now_ns();
        for (unsigned i = 0; i < count; i++) call(size);
        uint64_t took = now_ns() - start;
        if (took < best) best = took;
    }
    printf("%s %.2f\n", name, (double)best / count);
}

#define BLOCKS 64
#define ALLOCATIONS 200000u

/* Blocks of mixed sizes that live for a while. */
static void *allocate(void *argument)
{
    void *blocks[BLOCKS] = {NULL};
    uint64_t state = (uintptr_t)argument * 0x9e3779b97f4a7c15u + 1;
    for (unsigned i = 0; i < ALLOCATIONS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        unsigned at = state >> 58;
        free(blocks[at]);
        blocks[at] = malloc(16 + (state >> 40) % 1000);
        if (blocks[at] == NULL) abort();
        *(char *)blocks[at] = 1;
    }
    for (unsigned i = 0; i < BLOCKS; i++) free(blocks[i]);
    return NULL;
}

static void measure_allocator(const char *name, unsigned threads)
{
    uint64_t best = UINT64_MAX;
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_t ids[4];
        uint64_t start = now_ns();
        for (unsigned i = 0; i < threads; i++)
            if (pthread_create(&ids[i], NULL, allocate, (void *)(uintptr_t)(i + 1)) != 0) abort();
        for (unsigned i = 0; i < threads; i++) pthread_join(ids[i], NULL);
        uint64_t took = now_ns() - start;
        if (took < best) best = took;
    }
    printf("%s %.2f\n", name, (double)best / (ALLOCATIONS * threads));
}

int main(void)
{
    null = open("/dev/null", O_WRONLY);
    from = aligned_alloc(4096, LARGE + 4096);
    to = aligned_alloc(4096, LARGE + 4096);
    if (null < 0 || from == NULL || to == NULL) return 1;
    memset(from, 'a', LARGE);
    from[LARGE] = 0;
    memset(to, 0, LARGE);
    measure("getppid", call_getppid, 0, 200000);
    measure("write", call_write, 1, 200000);
    measure("clock_gettime", call_clock, 0, 200000);
    static const struct {
        const char *name;
        void (*call)(size_t);
    } functions[] = {
        {"memcpy", call_memcpy}, {"memset", call_memset}, {"strlen", call_strlen}, {"memchr", call_memchr}};
    static const size_t sizes[] = {64, 4096, LARGE};
    for (unsigned f = 0; f < 4; f++) {
        for (unsigned s = 0; s < 3; s++) {
            char name[32];
            snprintf(name, sizeof(name), "%s-%zu", functions[f].name, sizes[s]);
            measure(name, functions[f].call, sizes[s], (unsigned)(32u * LARGE / (sizes[s] + 1000)));
        }
    }
    measure_allocator("malloc-1", 1);
    measure_allocator("malloc-4", 4);
    return 0;
}
