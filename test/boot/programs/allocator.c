// SPDX-License-Identifier: MIT
/* malloc and its family, whichever allocator a kernel has: for a guest with 64 MiB. */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "check.h"

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* So that the compiler cannot know what a size is, or that nobody looks at a block. */
static void *volatile kept;
static volatile size_t unknown;

static void fill(char *block, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++) block[i] = (char)((i * 31) ^ seed);
}

static bool holds(const char *block, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++)
        if (block[i] != (char)((i * 31) ^ seed)) return false;
    return true;
}

static bool is_zero(const char *block, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (block[i] != 0) return false;
    return true;
}

static void test_sizes(void)
{
    static char *blocks[3000];
    for (size_t i = 0; i < 3000; i++) {
        CHECK((blocks[i] = malloc(i)) != NULL);
        CHECK(malloc_usable_size(blocks[i]) >= i);
        CHECK(i < 16 || (uintptr_t)blocks[i] % 16 == 0);
        fill(blocks[i], malloc_usable_size(blocks[i]), (unsigned)i);
    }
    for (size_t i = 0; i < 3000; i++) CHECK(holds(blocks[i], malloc_usable_size(blocks[i]), (unsigned)i));
    for (size_t i = 0; i < 3000; i++) free(blocks[i]);
    for (size_t size = 4 * KIB; size <= 32 * MIB; size *= 2) {
        for (size_t beside = size - 1; beside <= size + 1; beside++) {
            char *block = malloc(beside);
            CHECK(block != NULL && malloc_usable_size(block) >= beside);
            block[0] = block[beside - 1] = 1;
            free(block);
        }
    }
    free(NULL);
    CHECK(malloc_usable_size(NULL) == 0);
}

static void test_zero(void)
{
    for (size_t size = 1; size <= 2 * MIB; size += size / 3 + 1) {
        char *used = malloc(size);
        CHECK(used != NULL);
        memset(used, 0xff, size);
        kept = used;
        free(used);
        char *block = calloc(size, 1);
        CHECK(block != NULL && is_zero(block, size));
        memset(block, 0xff, size);
        free(block);
    }
    /* Twice the guest's memory, and of it only what is touched. */
    char *large = calloc(1024, 128 * KIB);
    CHECK(large != NULL && large[0] == 0 && large[64 * MIB] == 0 && large[128 * MIB - 1] == 0);
    free(large);
}

static void test_resizing(void)
{
    char *block = NULL;
    size_t size = 1;
    for (; size < 3 * MIB; size += size / 2 + 1) {
        size_t before = size == 1 ? 0 : malloc_usable_size(block);
        CHECK((block = realloc(block, size)) != NULL);
        CHECK(holds(block, before < size ? before : size, 7));
        fill(block, malloc_usable_size(block), 7);
    }
    for (size = malloc_usable_size(block); size > 1; size = size * 2 / 3) {
        CHECK((block = realloc(block, size)) != NULL);
        CHECK(holds(block, size, 7));
    }
    free(block);
    CHECK((block = reallocarray(NULL, 10, 20)) != NULL && malloc_usable_size(block) >= 200);
    free(block);
}

/* There is no room for the old block and the new one together. */
static void test_growth(void)
{
    size_t size = 24 * MIB;
    char *block = malloc(size);
    CHECK(block != NULL);
    fill(block, size, 3);
    CHECK((block = realloc(block, 44 * MIB)) != NULL);
    CHECK(holds(block, size, 3));
    memset(block + size, 1, 44 * MIB - size);
    CHECK((block = realloc(block, MIB)) != NULL && holds(block, MIB, 3));
    free(block);
}

/* Two buffers grow by little, in turn; how often they moved. */
static unsigned append(void)
{
    char *buffers[2] = {NULL, NULL};
    unsigned moves = 0;
    for (size_t size = 100; size <= 12 * MIB; size += size / 64 + 50) {
        for (unsigned i = 0; i < 2; i++) {
            char *before = buffers[i];
            CHECK((buffers[i] = realloc(before, size)) != NULL);
            moves += buffers[i] != before;
            buffers[i][size - 1] = (char)(size + i);
        }
    }
    for (size_t size = 100; size <= 12 * MIB; size += size / 64 + 50)
        for (unsigned i = 0; i < 2; i++) CHECK(buffers[i][size - 1] == (char)(size + i));
    free(buffers[0]);
    free(buffers[1]);
    return moves;
}

static void test_appending(void)
{
    CHECK(append() >= 2);
}

/* Of an allocator that gives what grows more room than it asks for. */
static void test_room(void)
{
    CHECK(append() < 150);
}

static void test_alignment(void)
{
    for (size_t alignment = 1; alignment <= 64 * MIB; alignment *= 2) {
        for (size_t size = 1; size <= 200 * KIB; size = size * 5 + 3) {
            void *one = aligned_alloc(alignment, size), *other = memalign(alignment, size), *third = NULL;
            CHECK(one != NULL && (uintptr_t)one % alignment == 0);
            CHECK(other != NULL && (uintptr_t)other % alignment == 0);
            if (alignment >= sizeof(void *)) CHECK(posix_memalign(&third, alignment, size) == 0);
            CHECK((uintptr_t)third % alignment == 0);
            CHECK(malloc_usable_size(one) >= size);
            fill(one, size, 1);
            fill(other, size, 2);
            CHECK(holds(one, size, 1));
            CHECK((other = realloc(other, size * 2)) != NULL && holds(other, size, 2));
            free(one);
            free(other);
            free(third);
        }
    }
    void *page = valloc(100), *pages = pvalloc(5000);
    CHECK((uintptr_t)page % 4096 == 0 && (uintptr_t)pages % 4096 == 0 && malloc_usable_size(pages) >= 8192);
    free(page);
    free(pages);
}

static bool is_refused(const void *block)
{
    bool refused = block == NULL && errno == ENOMEM;
    errno = 0;
    return refused;
}

static void test_refusals(void)
{
    errno = 0;
    for (unknown = SIZE_MAX; unknown > SIZE_MAX / 4; unknown /= 2) {
        CHECK(is_refused(malloc(unknown)));
        CHECK(is_refused(malloc(unknown - 5000)));
        CHECK(is_refused(calloc(1, unknown)));
        CHECK(is_refused(aligned_alloc(64, unknown)));
    }
    unknown = SIZE_MAX / 2;
    CHECK(is_refused(calloc(unknown, 3)));
    char *block = malloc(10);
    CHECK(block != NULL);
    fill(block, 10, 1);
    kept = block;
    CHECK(is_refused(realloc(kept, unknown)) && is_refused(reallocarray(kept, unknown, 3)));
    CHECK(holds(block, 10, 1));
    void *aligned = NULL;
    CHECK(posix_memalign(&aligned, 3, 10) == EINVAL && posix_memalign(&aligned, 64, unknown) == ENOMEM);
    errno = EXDEV;
    free(block);
    CHECK(errno == EXDEV);
}

/* Blocks of each size class in turn take and give back most of the guest's memory. */
static void test_reuse(void)
{
    for (size_t size = 64; size <= 8 * MIB; size *= 4) {
        char *list = NULL;
        for (size_t taken = 0; taken < 32 * MIB; taken += size) {
            char *block = malloc(size);
            CHECK(block != NULL);
            memset(block, 1, size);
            memcpy(block, &list, sizeof(list));
            list = block;
        }
        while (list != NULL) {
            char *block = list;
            memcpy(&list, block, sizeof(list));
            free(block);
        }
        malloc_trim(0);
    }
}

/* Each thread fills blocks for the next one, which looks at them and gives them back. */
#define THREADS 4
static struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *block;
    size_t size;
} mailboxes[THREADS];

static void put(struct mailbox *box, char *block, size_t size)
{
    pthread_mutex_lock(&box->lock);
    while (box->block != NULL) pthread_cond_wait(&box->changed, &box->lock);
    box->block = block;
    box->size = size;
    pthread_cond_broadcast(&box->changed);
    pthread_mutex_unlock(&box->lock);
}

static void take(struct mailbox *box)
{
    pthread_mutex_lock(&box->lock);
    while (box->block == NULL) pthread_cond_wait(&box->changed, &box->lock);
    char *block = box->block;
    size_t size = box->size;
    box->block = NULL;
    pthread_cond_broadcast(&box->changed);
    pthread_mutex_unlock(&box->lock);
    CHECK(holds(block, size, (unsigned)size));
    free(block);
}

static void *pass_on(void *argument)
{
    size_t self = (size_t)argument;
    for (size_t i = 0; i < 2000; i++) {
        size_t size = (i * 7919 + self) % 3000 + (i % 100 == 0 ? 300 * KIB : 0);
        char *block = i % 2 == 0 ? malloc(size) : calloc(1, size);
        CHECK(block != NULL);
        fill(block, size, (unsigned)size);
        put(&mailboxes[self], block, size);
        take(&mailboxes[(self + 1) % THREADS]);
    }
    return NULL;
}

static void test_threads(void)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        pthread_mutex_init(&mailboxes[i].lock, NULL);
        pthread_cond_init(&mailboxes[i].changed, NULL);
    }
    for (size_t i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, pass_on, (void *)i) == 0);
    for (size_t i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

/* A thread that ends leaves its blocks to others, also those that the destructors of its keys take. */
static pthread_key_t key;
static char *late;

static void take_late(void *value)
{
    (void)value;
    CHECK((late = malloc(100)) != NULL);
    fill(late, 100, 9);
}

static void *leave(void *argument)
{
    char **blocks = argument;
    for (size_t i = 0; i < 100; i++) {
        CHECK((blocks[i] = malloc(10 * KIB)) != NULL);
        fill(blocks[i], 10 * KIB, (unsigned)i);
    }
    CHECK(pthread_setspecific(key, blocks) == 0);
    return NULL;
}

static void test_ends(void)
{
    char *blocks[100];
    CHECK(pthread_key_create(&key, take_late) == 0);
    for (int round = 0; round < 150; round++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, leave, blocks) == 0 && pthread_join(thread, NULL) == 0);
        for (size_t i = 0; i < 100; i++) CHECK(holds(blocks[i], 10 * KIB, (unsigned)i));
        for (size_t i = 0; i < 100; i++) free(blocks[i]);
        CHECK(holds(late, 100, 9));
        free(late);
    }
}

/* Never said to have gone well: an allocator that notices ends the program. */
static void test_misuse(void)
{
    kept = malloc(100);
    free(kept);
    free(kept);
}

static const struct check checks[] = {
    {"sizes", test_sizes},         {"zero", test_zero},           {"resizing", test_resizing},
    {"growth", test_growth},       {"alignment", test_alignment}, {"refusals", test_refusals},
    {"reuse", test_reuse},         {"threads", test_threads},     {"ends", test_ends},
    {"appending", test_appending}, {"room", test_room},           {"misuse", test_misuse},
};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
