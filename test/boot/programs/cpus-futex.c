// SPDX-License-Identifier: MIT
/* What runs on several CPUs without the kernel lock, futexes most of all: named checks, see check.h. A
 * wake-up that is lost is a check that does not end. */
#define _GNU_SOURCE
#include "cpus-check.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

/* linux/futex.h, which not every C library's compiler finds. */
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_PRIVATE_FLAG 128

static long futex(atomic_uint *address, int operation, unsigned value, const void *timeout,
                  atomic_uint *second, unsigned value3)
{
    return syscall(SYS_futex, address, operation | FUTEX_PRIVATE_FLAG, value, timeout, second, value3);
}

static unsigned next_random(unsigned *state)
{
    return *state = *state * 1664525u + 1013904223u;
}

/* Tokens that some give and some take: who finds none waits, for ever or for a moment. */
#define TOKENS 20000u
static struct {
    atomic_uint tokens, taken;
} bag;

static int take_token(void)
{
    unsigned tokens = atomic_load(&bag.tokens);
    while (tokens != 0)
        if (atomic_compare_exchange_weak(&bag.tokens, &tokens, tokens - 1)) return 1;
    return 0;
}

static void *give(void *unused)
{
    for (unsigned i = 0; i < TOKENS; i++) {
        atomic_fetch_add(&bag.tokens, 1);
        futex(&bag.tokens, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
    return unused;
}

static void *take(void *seed)
{
    unsigned random = (unsigned)(uintptr_t)seed;
    for (unsigned i = 0; i < TOKENS; i++) {
        while (!take_token()) {
            struct timespec moment = {0, next_random(&random) >> 16};
            int forever = random & 1;
            if (futex(&bag.tokens, FUTEX_WAIT, 0, forever ? NULL : &moment, NULL, 0) == 0) continue;
            CHECK(errno == EAGAIN || errno == EINTR || (errno == ETIMEDOUT && !forever));
        }
        atomic_fetch_add(&bag.taken, 1);
    }
    return NULL;
}

#define TAKERS 3
struct meanwhile {
    void (*before)(const pthread_t *takers); /* there is a token, so that they wait */
    void (*until_half)(const pthread_t *takers, unsigned round);
};

static void give_and_take(const struct meanwhile *meanwhile)
{
    pthread_t givers[TAKERS], takers[TAKERS];
    atomic_store(&bag.taken, 0);
    for (intptr_t i = 0; i < TAKERS; i++) takers[i] = start(take, (void *)(i + 1));
    if (meanwhile != NULL) meanwhile->before(takers);
    for (int i = 0; i < TAKERS; i++) givers[i] = start(give, NULL);
    for (unsigned i = 0; meanwhile != NULL && atomic_load(&bag.taken) < TAKERS * TOKENS / 2; i++)
        meanwhile->until_half(takers, i);
    for (int i = 0; i < TAKERS; i++) join(givers[i]);
    for (int i = 0; i < TAKERS; i++) join(takers[i]);
    CHECK(atomic_load(&bag.taken) == TAKERS * TOKENS && atomic_load(&bag.tokens) == 0);
}

static void check_tokens(void)
{
    give_and_take(NULL);
}

static atomic_uint handled;

static void note_signal(int signal)
{
    (void)signal;
    atomic_fetch_add(&handled, 1);
}

/* One signal at a time for each thread, with and without waits that begin again. */
static void send_signal(const pthread_t *takers, unsigned round)
{
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = round % 2 ? SA_RESTART : 0};
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    CHECK(pthread_kill(takers[round % TAKERS], SIGUSR1) == 0);
}

/* All of them wait, for ever or for a moment: each signal is handled before the next. */
static void send_first(const pthread_t *takers)
{
    for (unsigned i = 0; i < 10 * TAKERS; i++) {
        send_signal(takers, i);
        while (atomic_load(&handled) <= i) sched_yield();
    }
}

static void check_signalled(void)
{
    give_and_take(&(struct meanwhile){send_first, send_signal});
}

/* Waiters that are moved from one word to another, and woken there. */
#define MOVES 300
static atomic_uint gate, hall, passed;

static void *pass(void *unused)
{
    for (unsigned round = 0; round < MOVES; round++) {
        while (atomic_load(&gate) == round) futex(&gate, FUTEX_WAIT, round, NULL, NULL, 0);
        atomic_fetch_add(&passed, 1);
    }
    return unused;
}

static void check_moved(void)
{
    pthread_t threads[THREADS_MAX];
    for (int i = 0; i < THREADS_MAX; i++) threads[i] = start(pass, NULL);
    for (unsigned round = 0; round < MOVES; round++) {
        /* Those that wait are moved before the word is another one, so that only the hall can wake them. */
        futex(&gate, FUTEX_CMP_REQUEUE, 1, (void *)(uintptr_t)THREADS_MAX, &hall, round);
        atomic_store(&gate, round + 1);
        while (atomic_load(&passed) != (round + 1) * THREADS_MAX) {
            futex(&gate, FUTEX_WAKE, THREADS_MAX, NULL, NULL, 0);
            futex(&hall, FUTEX_WAKE, 1, NULL, NULL, 0);
        }
    }
    for (int i = 0; i < THREADS_MAX; i++) join(threads[i]);
}

/* Words in a page that is taken away all the time: each look at one may fault. */
static atomic_uint *vanishing;

static void *drop(void *unused)
{
    while (!atomic_load(&stop)) {
        CHECK(madvise(vanishing, 4096, MADV_DONTNEED) == 0);
        CHECK(mprotect(vanishing, 4096, PROT_READ) == 0);
        CHECK(mprotect(vanishing, 4096, PROT_READ | PROT_WRITE) == 0);
    }
    return unused;
}

static void *wait_there(void *own)
{
    atomic_uint *word = vanishing + (uintptr_t)own;
    struct timespec moment = {0, 20000};
    for (int i = 0; i < 2000; i++) {
        CHECK(futex(word, FUTEX_WAIT, 1, NULL, NULL, 0) == -1 && errno == EAGAIN);
        CHECK(futex(word, FUTEX_WAIT, 0, &moment, NULL, 0) == 0 || errno == ETIMEDOUT);
        CHECK(futex(vanishing + (i & 7), FUTEX_WAKE, 1, NULL, NULL, 0) >= 0);
    }
    return NULL;
}

static void check_faults(void)
{
    vanishing = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(vanishing != MAP_FAILED);
    pthread_t dropper = start(drop, NULL), threads[4];
    for (intptr_t i = 0; i < 4; i++) threads[i] = start(wait_there, (void *)i);
    for (int i = 0; i < 4; i++) join(threads[i]);
    atomic_store(&stop, 1);
    join(dropper);
    CHECK(munmap(vanishing, 4096) == 0);
    CHECK(futex(vanishing, FUTEX_WAIT, 0, NULL, NULL, 0) == -1 && errno == EFAULT);
}

/* Threads come and go, whose stacks are where others' were, and wait and wake meanwhile. */
static atomic_uint arrived;

static void *visit(void *unused)
{
    unsigned value = atomic_fetch_add(&arrived, 1) + 1;
    struct timespec moment = {0, 50000};
    futex(&arrived, FUTEX_WAKE, 2, NULL, NULL, 0);
    futex(&arrived, FUTEX_WAIT, value, &moment, NULL, 0);
    return unused;
}

static void *invite(void *unused)
{
    for (int i = 0; i < 150; i++) {
        pthread_t first = start(visit, NULL), second = start(visit, NULL);
        join(first);
        join(second);
    }
    return unused;
}

static void check_visitors(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) threads[i] = start(invite, NULL);
    for (int i = 0; i < 4; i++) join(threads[i]);
    CHECK(atomic_load(&arrived) == 4 * 150 * 2);
}

/* No thread sees a time before one that another thread has seen, while the date is set. */
static _Atomic int64_t latest;

static void *read_clock(void *unused)
{
    for (int i = 0; i < 50000; i++) {
        struct timespec now;
        int64_t seen = atomic_load(&latest);
        CHECK(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now) == 0);
        int64_t ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
        CHECK(ns >= seen);
        while (seen < ns && !atomic_compare_exchange_weak(&latest, &seen, ns)) continue;
        CHECK(syscall(SYS_gettid) != 0 && syscall(SYS_getppid) == 1);
        CHECK(syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &now) == 0);
    }
    return unused;
}

static void check_clock(void)
{
    pthread_t threads[4];
    struct timespec date = {1700000000, 0};
    for (int i = 0; i < 4; i++) threads[i] = start(read_clock, NULL);
    for (int i = 0; i < 1000; i++) {
        date.tv_sec += 10;
        struct timespec found;
        CHECK(clock_settime(CLOCK_REALTIME, &date) == 0);
        CHECK(syscall(SYS_clock_gettime, CLOCK_REALTIME, &found) == 0);
        CHECK(found.tv_sec >= date.tv_sec);
    }
    for (int i = 0; i < 4; i++) join(threads[i]);
}

/* The end of the process, while all that is going on. */
static void *go_on(void *own)
{
    unsigned random = (unsigned)(uintptr_t)own;
    for (;;) {
        struct timespec moment = {0, next_random(&random) >> 12};
        futex(&gate, FUTEX_WAKE, 1, NULL, NULL, 0);
        futex(&gate, FUTEX_WAIT, 0, random & 64 ? &moment : NULL, NULL, 0);
        atomic_fetch_add(&passed, 1);
    }
    return NULL;
}

static void check_end(void)
{
    for (intptr_t i = 0; i < 6; i++) start(go_on, (void *)i);
    while (atomic_load(&passed) < 5000) futex(&gate, FUTEX_WAKE, 1, NULL, NULL, 0);
    printf("ok end\n");
    fflush(stdout);
    syscall(SYS_exit_group, 7);
}

int main(int argc, char **argv)
{
    static const struct check checks[] = {
        {"tokens", check_tokens}, {"signalled", check_signalled}, {"moved", check_moved},
        {"faults", check_faults}, {"visitors", check_visitors},   {"clock", check_clock},
        {"end", check_end},
    };
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
