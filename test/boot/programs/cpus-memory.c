// SPDX-License-Identifier: MIT
/* Memory that several CPUs use while one of them changes what is mapped: named checks, see check.h. */
#define _GNU_SOURCE
#include "cpus-check.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#define PAGE 4096

/* One CPU writes to a page all the time; another one takes the right away, and then nothing may change. */
static volatile uint64_t *page;
static __thread sigjmp_buf refused;
static atomic_long refusals;

static void note_refusal(int signal)
{
    (void)signal;
    atomic_fetch_add(&refusals, 1);
    siglongjmp(refused, 1);
}

static void *write_on(void *index)
{
    volatile uint64_t *own = page + (intptr_t)index * 8;
    sigsetjmp(refused, 1);
    while (!atomic_load(&stop)) ++*own;
    return NULL;
}

static void watch(unsigned rounds, void (*change)(unsigned round))
{
    struct sigaction action = {.sa_handler = note_refusal};
    pthread_t threads[THREADS_MAX];
    int writers = cpus() < THREADS_MAX ? cpus() : THREADS_MAX;
    CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED);
    for (int i = 0; i < writers; i++) threads[i] = start(write_on, (void *)(intptr_t)i);
    for (unsigned round = 0; round < rounds; round++) change(round);
    atomic_store(&stop, 1);
    for (int i = 0; i < writers; i++) join(threads[i]);
}

static void make_read_only(unsigned round)
{
    uint64_t before[THREADS_MAX];
    CHECK(mprotect((void *)page, PAGE, PROT_READ) == 0);
    for (int i = 0; i < THREADS_MAX; i++) before[i] = page[i * 8];
    for (volatile int i = 0; i < 2000; i++) continue;
    /* Writers may have no CPU at all the time; but they write, and are refused. */
    while (round == 0 && atomic_load(&refusals) == 0) continue;
    for (int i = 0; i < THREADS_MAX; i++) CHECK(page[i * 8] == before[i]);
    CHECK(mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) == 0);
}

static void check_protect(void)
{
    watch(80, make_read_only);
}

/* A page that moved elsewhere is not written to by those who still know its old place. */
static void move_away(unsigned round)
{
    void *place = (char *)page + 64 * PAGE, *old = (void *)page;
    uint64_t before[THREADS_MAX], *moved;
    (void)round;
    moved = mremap(old, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
    CHECK(moved == place);
    for (int i = 0; i < THREADS_MAX; i++) before[i] = *(volatile uint64_t *)(moved + i * 8);
    for (volatile int i = 0; i < 2000; i++) continue;
    for (int i = 0; i < THREADS_MAX; i++) CHECK(*(volatile uint64_t *)(moved + i * 8) == before[i]);
    CHECK(munmap(moved, PAGE) == 0);
    CHECK(mmap(old, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == old);
}

static void check_remap(void)
{
    watch(80, move_away);
}

/* Memory that was given back and mapped anew is not what another CPU still had. */
static _Atomic uint64_t published;

static void *read_on(void *unused)
{
    while (!atomic_load(&stop)) {
        uint64_t least = atomic_load(&published);
        uint64_t found = *page;
        CHECK(found == 0 || found >= least);
    }
    return unused;
}

static void check_unmap(void)
{
    pthread_t threads[3];
    page = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED);
    for (int i = 0; i < 3; i++) threads[i] = start(read_on, NULL);
    for (uint64_t round = 1; round < 150; round++) {
        if (round % 2)
            CHECK(mmap((void *)page, 4 * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page);
        else
            CHECK(madvise((void *)page, 4 * PAGE, MADV_DONTNEED) == 0);
        *page = round;
        atomic_store(&published, round);
        /* Whoever has the frame now, the others' copies of the old entry must not reach it. */
        uint64_t *other = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(other != MAP_FAILED);
        *other = 1;
        CHECK(munmap(other, PAGE) == 0);
    }
    atomic_store(&stop, 1);
    for (int i = 0; i < 3; i++) join(threads[i]);
}

/* Blocks of all sizes, filled, checked, freed, also by threads that did not make them. */
#define BLOCKS 64
#define ALLOCATORS 4
static _Atomic(unsigned char *) exchange[BLOCKS];

static void check_block(unsigned char *block)
{
    uint32_t size;
    if (block == NULL) return;
    memcpy(&size, block, sizeof(size));
    for (uint32_t i = sizeof(size); i < size; i++) CHECK(block[i] == (unsigned char)size);
    free(block);
}

static atomic_int allocators; /* threads that are about to */

static void *allocate(void *seed)
{
    /* All of them ask at once for the first block of the process. */
    atomic_fetch_add(&allocators, 1);
    while (atomic_load(&allocators) != ALLOCATORS) continue;
    uint64_t random = (uint64_t)(intptr_t)seed * 0x9e3779b97f4a7c15 + 1;
    for (int i = 0; i < 5000; i++) {
        random = random * 6364136223846793005 + 1442695040888963407;
        uint32_t size = (uint32_t)(8 + (random >> 33) % (random >> 60 == 0 ? 200000 : 500));
        unsigned char *block = malloc(size);
        CHECK(block != NULL);
        memset(block, (int)size, size);
        memcpy(block, &size, sizeof(size));
        check_block(atomic_exchange(&exchange[(random >> 40) % BLOCKS], block));
    }
    return NULL;
}

static void check_malloc(void)
{
    pthread_t threads[ALLOCATORS];
    for (intptr_t i = 0; i < ALLOCATORS; i++) threads[i] = start(allocate, (void *)i);
    for (int i = 0; i < ALLOCATORS; i++) join(threads[i]);
    for (int i = 0; i < BLOCKS; i++) check_block(atomic_exchange(&exchange[i], NULL));
}

int main(int argc, char **argv)
{
    static const struct check checks[] = {
        {"protect", check_protect},
        {"remap", check_remap},
        {"unmap", check_unmap},
        {"malloc", check_malloc},
    };
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
