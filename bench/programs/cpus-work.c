/* SPDX-License-Identifier: MIT */
/* What threads on one or two CPUs cost. Prints the nanoseconds of each part:
 *   one thread that computes; two at once, each as much; a word handed to and fro by futex; the cheapest call
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

static atomic_uint word;

static void *hand_over(void *own)
{
    for (unsigned i = 0; i < ROUND_TRIPS; i++) {
        unsigned value;
        while ((value = atomic_load(&word)) % 2 != (unsigned)(uintptr_t)own)
            syscall(SYS_futex, &word, 0, value, NULL);
        atomic_store(&word, value + 1);
        syscall(SYS_futex, &word, 1, 1);
    }
    return NULL;
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
    printf("futex %lld ns\n", (long long)run(hand_over, NULL, (void *)1) / ROUND_TRIPS);
    int64_t start = now_ns();
    for (long i = 0; i < CALLS; i++) syscall(SYS_getppid);
    printf("call %lld ns\n", (long long)(now_ns() - start) / CALLS);
    return 0;
}
