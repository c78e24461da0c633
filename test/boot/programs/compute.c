// SPDX-License-Identifier: MIT
/* Eight threads that share their work by a mutex and a condition variable; prints the same on every system.
 */
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, CHUNKS = 64, CHUNK_SIZE = 2000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_taken = PTHREAD_COND_INITIALIZER;
static int next_chunk, done_chunks; /* under the lock */
static unsigned primes;             /* under the lock */
static double roots;                /* under the lock */
static _Thread_local unsigned own_primes;

static int is_prime(unsigned number)
{
    if (number < 2) return 0;
    for (unsigned divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0) return 0;
    return 1;
}

/* Each chunk lives on the heap of its own, so that all threads allocate and free at the same time. */
static void work_on(int chunk)
{
    unsigned *found = malloc(CHUNK_SIZE * sizeof *found), count = 0;
    double sum = 0;
    if (found == NULL) abort();
    for (unsigned i = 0; i < CHUNK_SIZE; i++) {
        unsigned number = (unsigned)chunk * CHUNK_SIZE + i;
        if (is_prime(number)) found[count++] = number;
    }
    for (unsigned i = 0; i < count; i++) sum += floor(sqrt(found[i]) * 1000);
    free(found);
    own_primes += count;

    pthread_mutex_lock(&lock);
    primes += count;
    roots += sum;
    if (++done_chunks == CHUNKS) pthread_cond_signal(&all_taken);
    pthread_mutex_unlock(&lock);
}

static void *work(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&lock);
        int chunk = next_chunk < CHUNKS ? next_chunk++ : -1;
        pthread_mutex_unlock(&lock);
        if (chunk < 0) return (void *)(uintptr_t)own_primes;
        work_on(chunk);
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    uintptr_t joined = 0;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0) abort();
    pthread_mutex_lock(&lock);
    while (done_chunks < CHUNKS) pthread_cond_wait(&all_taken, &lock);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < THREADS; i++) {
        void *own;
        pthread_join(threads[i], &own);
        joined += (uintptr_t)own;
    }
    printf("%u primes below %d, %lu by thread, roots %.3f\n", primes, CHUNKS * CHUNK_SIZE,
           (unsigned long)joined, roots / 1000);
    for (int i = 1; i < argc; i++) fprintf(stderr, "%s%c", argv[i], i + 1 < argc ? ' ' : '\n');
    return argc == 1 ? 0 : (int)strlen(argv[1]);
}
