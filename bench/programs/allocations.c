/* SPDX-License-Identifier: MIT */
/* Ways of using malloc, each with 1 and with 4 threads: prints "WAY-THREADS NANOSECONDS" a line, for one
 * block, the best of several rounds. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5
#define MOST_THREADS 4

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t next(uint64_t *state)
{
    return *state = *state * 6364136223846793005u + 1442695040888963407u;
}

static char *allocate(size_t size)
{
    char *block = malloc(size);
    if (block == NULL) abort();
    *block = 1;
    return block;
}

/* Blocks of mixed sizes that live for a while. */
#define MIXED 200000u
static void mixed(unsigned thread)
{
    char *blocks[64] = {NULL};
    uint64_t state = (thread + 1) * 0x9e3779b97f4a7c15u + 1;
    for (unsigned i = 0; i < MIXED; i++) {
        uint64_t value = next(&state);
        unsigned at = value >> 58;
        free(blocks[at]);
        blocks[at] = allocate(16 + (value >> 40) % 1000);
    }
    for (unsigned i = 0; i < 64; i++) free(blocks[i]);
}

/* Many small blocks at once, given back in the order in which they came: a tree that is built and dropped. */
#define BUILT 100000u
static void built(unsigned thread)
{
    (void)thread;
    char *list = NULL;
    for (unsigned i = 0; i < BUILT; i++) {
        char *block = allocate(24 + i % 5 * 8);
        memcpy(block, &list, sizeof(list));
        list = block;
    }
    while (list != NULL) {
        char *block = list;
        memcpy(&list, block, sizeof(list));
        free(block);
    }
}

/* A buffer that grows to 64 KiB, as strings and vectors do. */
#define GROWN 2000u
static void grown(unsigned thread)
{
    (void)thread;
    for (unsigned i = 0; i < GROWN; i++) {
        char *buffer = NULL;
        for (size_t size = 16; size <= 1u << 16; size *= 2) {
            buffer = realloc(buffer, size);
            if (buffer == NULL) abort();
            buffer[size - 1] = 1;
        }
        free(buffer);
    }
}

/* A buffer that grows by little, and nothing else does: text that is put together. To 256 KiB by 64 bytes,
 * and to 4 MiB by 4 KiB. */
static void append(size_t end, size_t step)
{
    char *buffer = NULL;
    for (size_t size = step; size <= end; size += step) {
        buffer = realloc(buffer, size);
        if (buffer == NULL) abort();
        buffer[size - 1] = 1;
    }
    free(buffer);
}

#define APPENDED 4096u
static void appended(unsigned thread)
{
    (void)thread;
    append(APPENDED * 64, 64);
}

#define APPENDED_LARGE 1024u
static void appended_large(unsigned thread)
{
    (void)thread;
    append(APPENDED_LARGE * 4096ul, 4096);
}

/* Blocks that another thread gives back: the next one in a circle, which takes them from a mailbox. */
#define HANDED 20000u
static _Atomic(char *) mailboxes[MOST_THREADS][64];
static unsigned count;

static void handed(unsigned thread)
{
    for (unsigned i = 0; i < HANDED; i++) {
        char *block = allocate(16 + i % 200);
        free(atomic_exchange(&mailboxes[thread][i % 64], block));
        free(atomic_exchange(&mailboxes[(thread + 1) % count][i % 64], NULL));
    }
}

static const struct way {
    const char *name;
    void (*use)(unsigned thread);
    unsigned blocks;
} ways[] = {{"mixed", mixed, MIXED},
            {"built", built, BUILT},
            {"grown", grown, GROWN},
            {"appended", appended, APPENDED},
            {"appended-large", appended_large, APPENDED_LARGE},
            {"handed", handed, HANDED}};

static const struct way *way;

static void *run(void *argument)
{
    way->use((unsigned)(uintptr_t)argument);
    return NULL;
}

static void measure(void)
{
    uint64_t best = UINT64_MAX;
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_t ids[MOST_THREADS];
        uint64_t start = now_ns();
        for (unsigned i = 0; i < count; i++)
            if (pthread_create(&ids[i], NULL, run, (void *)(uintptr_t)i) != 0) abort();
        for (unsigned i = 0; i < count; i++) pthread_join(ids[i], NULL);
        uint64_t took = now_ns() - start;
        if (took < best) best = took;
    }
    printf("%s-%u %.2f\n", way->name, count, (double)best / way->blocks / count);
}

int main(void)
{
    for (way = ways; way < ways + sizeof(ways) / sizeof(*ways); way++) {
        count = 1;
        measure();
        count = MOST_THREADS;
        measure();
    }
    return 0;
}
