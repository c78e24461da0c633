/* SPDX-License-Identifier: MIT */
/* What threads on one or two CPUs cost. Prints the nanoseconds of each part:
 *   one thread that computes; two at once, each as much; a word handed to and fro by futex, by one, two and
 * four pairs of threads; the cheapest call
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define STEPS 100000000l
#define ROUND_TRIPS 20000u
#define CALLS 500000l
#define PAIRS_MAX 4

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void *compute(void *result)
{
    uint64_t value = 1;
    for (long i = 0; i < STEPS; i++) value = value * 3 + (uint64_t)i;
    *(volatile uint64_t *)result = value;
    return NULL;
}

static struct word {
    atomic_uint value;
    char apart[60];
} words[PAIRS_MAX];

static void hand_over(struct word *word, unsigned own)
{
    for (unsigned i = 0; i < ROUND_TRIPS; i++) {
        unsigned value;
        while ((value = atomic_load(&word->value)) % 2 != own)
            syscall(SYS_futex, &word->value, 0, value, NULL);
        atomic_store(&word->value, value + 1);
        syscall(SYS_futex, &word->value, 1, 1);
    }
}

static void *ping(void *word)
{
    hand_over(word, 0);
    return NULL;
}

static void *pong(void *word)
{
    hand_over(word, 1);
    return NULL;
}

/* The time in which each of the pairs makes one round trip. */
static int64_t run_pairs(int count)
{
    pthread_t threads[2 * PAIRS_MAX];
    int64_t start = now_ns();
    for (int i = 0; i < 2 * count; i++)
        if (pthread_create(&threads[i], NULL, i % 2 == 0 ? ping : pong, &words[i / 2]) != 0) return -1;
    for (int i = 0; i < 2 * count; i++)
        if (pthread_join(threads[i], NULL) != 0) return -1;
    return (now_ns() - start) / ROUND_TRIPS;
}

/* Both at once, or the first alone. */
static int64_t run(void *(*function)(void *), void *first, void *second)
{
    pthread_t thread;
    int64_t start = now_ns();
    if (second != NULL && pthread_create(&thread, NULL, function, second) != 0) return -1;
    function(first);
    if (second != NULL && pthread_join(thread, NULL) != 0) return -1;
    return now_ns() - start;
}

int main(void)
{
    uint64_t results[2];
    printf("one %lld ns\n", (long long)run(compute, &results[0], NULL));
    printf("two %lld ns\n", (long long)run(compute, &results[0], &results[1]));
    printf("futex %lld ns\n", (long long)run_pairs(1));
    printf("pairs2 %lld ns\n", (long long)run_pairs(2));
    printf("pairs4 %lld ns\n", (long long)run_pairs(4));
    int64_t start = now_ns();
    for (long i = 0; i < CALLS; i++) syscall(SYS_getppid);
    printf("call %lld ns\n", (long long)(now_ns() - start) / CALLS);
    return 0;
}
