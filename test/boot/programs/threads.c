// SPDX-License-Identifier: MIT
/* Threads: named checks, see check.h. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* linux/futex.h, which not every C library's compiler finds. */
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_WAKE_BITSET 10
#define FUTEX_OP_ADD 1
#define FUTEX_OP_CMP_GT 4
#define FUTEX_OP(operation, operand, comparison, compared)                                                   \
    ((operation) << 28 | (comparison) << 24 | (operand) << 12 | (compared))

#define THREADS 8

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long shared;
static __thread long own = 7;

static long futex(uint32_t *address, int operation, uint32_t value, const void *timeout, uint32_t *second,
                  uint32_t value3)
{
    return syscall(SYS_futex, address, operation, value, timeout, second, value3);
}

static void run_all(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, function, (void *)i) == 0);
    for (long i = 0; i < THREADS; i++) {
        void *result;
        CHECK(pthread_join(threads[i], &result) == 0 && result == (void *)(i * 2));
    }
}

static void *return_double(void *argument)
{
    CHECK(own == 7);
    own = (long)argument;
    sched_yield();
    CHECK(own == (long)argument);
    return (void *)(own * 2);
}

static void test_create(void)
{
    for (int round = 0; round < 20; round++) run_all(return_double);
    CHECK(own == 7);
}

static void *count_up(void *argument)
{
    for (int i = 0; i < 20000; i++) {
        pthread_mutex_lock(&mutex);
        long old = shared;
        if (i % 100 == 0) sched_yield();
        shared = old + 1;
        pthread_mutex_unlock(&mutex);
    }
    return (void *)((long)argument * 2);
}

static void test_mutex(void)
{
    shared = 0;
    run_all(count_up);
    CHECK(shared == THREADS * 20000);
}

/* A number that the threads pass around in turns. */
static void *take_turns(void *argument)
{
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&mutex);
        while (shared % THREADS != (long)argument) pthread_cond_wait(&condition, &mutex);
        shared++;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return (void *)((long)argument * 2);
}

static void test_condition(void)
{
    shared = 0;
    run_all(take_turns);
    CHECK(shared == THREADS * 200);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 20000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_mutex_lock(&mutex);
    CHECK(pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT);
    pthread_mutex_unlock(&mutex);
}

static sem_t full, empty;
static void *consume(void *argument)
{
    (void)argument;
    for (int i = 0; i < 2000; i++) {
        CHECK(sem_wait(&full) == 0);
        CHECK(shared == i);
        CHECK(sem_post(&empty) == 0);
    }
    return NULL;
}

static void test_semaphore(void)
{
    pthread_t thread;
    CHECK(sem_init(&full, 0, 0) == 0 && sem_init(&empty, 0, 1) == 0);
    CHECK(pthread_create(&thread, NULL, consume, NULL) == 0);
    for (int i = 0; i < 2000; i++) {
        CHECK(sem_wait(&empty) == 0);
        shared = i;
        CHECK(sem_post(&full) == 0);
    }
    CHECK(pthread_join(thread, NULL) == 0);
}

/* Computes with vector registers while others do so too, never calling the kernel:
 * the results must not mix. */
static void *compute(void *argument)
{
    double sum = 0, factor = 1 + (double)(long)argument;
    uint64_t pattern = 0x0101010101010101ull * (uint64_t)(1 + (long)argument), back = 0;
    for (long i = 0; i < 3000000; i++) sum += factor * (double)(i & 1);
    CHECK(sum == factor * 1500000);
    __asm__ volatile("movq %1, %%xmm7\n\t"
                     "movl $3000000, %%ecx\n"
                     "1: decl %%ecx\n\t"
                     "jnz 1b\n\t"
                     "movq %%xmm7, %0"
                     : "=&r"(back)
                     : "r"(pattern)
                     : "ecx", "xmm7");
    CHECK(back == pattern);
    if (__builtin_cpu_supports("avx")) {
        uint64_t high[4];
        __asm__ volatile("vmovq %1, %%xmm6\n\t"
                         "vinsertf128 $1, %%xmm6, %%ymm6, %%ymm6\n\t"
                         "movl $3000000, %%ecx\n"
                         "1: decl %%ecx\n\t"
                         "jnz 1b\n\t"
                         "vmovups %%ymm6, %0\n\t"
                         "vzeroupper"
                         : "=m"(high)
                         : "r"(pattern)
                         : "ecx", "xmm6");
        CHECK(high[0] == pattern && high[2] == pattern);
    }
    return (void *)((long)argument * 2);
}

static void test_vectors(void)
{
    run_all(compute);
}

static atomic_long handled;
static volatile int storm_over;
static void count_signal(int signal)
{
    /* Uses vector registers, too. */
    volatile double number = signal;
    number = number * 3.5 / 3.5;
    CHECK(number == signal);
    handled++;
}

static void *compute_and_lock(void *argument)
{
    double factor = 1 + (double)(long)argument;
    while (!storm_over) {
        double sum = 0;
        for (int i = 0; i < 5000; i++) sum += factor;
        CHECK(sum == factor * 5000);
        pthread_mutex_lock(&mutex);
        shared++;
        pthread_cond_signal(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* Timers and threads send signals to threads that compute, wait and take locks, all at once. */
static void test_storm(void)
{
    pthread_t threads[4];
    struct sigaction action = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
    struct itimerval often = {.it_value.tv_usec = 1000, .it_interval.tv_usec = 700}, never = {0};
    CHECK(sigaction(SIGALRM, &action, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
    for (long i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, compute_and_lock, (void *)i) == 0);
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < 400; i++) {
        CHECK(pthread_kill(threads[i % 4], SIGUSR1) == 0);
        pthread_mutex_lock(&mutex);
        for (long before = shared; shared == before;) pthread_cond_wait(&condition, &mutex);
        pthread_mutex_unlock(&mutex);
        if (i % 50 == 0) usleep(1000);
    }
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    storm_over = 1;
    for (int i = 0; i < 4; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(handled >= 100);
}

static uint32_t word;
static void *wait_on_word(void *argument)
{
    CHECK(futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0);
    return argument;
}

static void wait_until_asleep(void)
{
    /* The waiters run whenever we do not; after this they wait. */
    usleep(20000);
}

static void test_futex(void)
{
    pthread_t threads[3];
    struct timespec little = {0, 20000000};
    uint32_t other = 0;
    word = 1;
    CHECK(futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == -1 && errno == EAGAIN);
    CHECK(futex(&word, FUTEX_WAIT, 1, &little, NULL, 0) == -1 && errno == ETIMEDOUT);
    CHECK(futex((uint32_t *)((char *)&word + 1), FUTEX_WAIT, 1, NULL, NULL, 0) == -1 && errno == EINVAL);
    CHECK(futex((uint32_t *)16, FUTEX_WAIT, 1, NULL, NULL, 0) == -1 && errno == EFAULT);
    CHECK(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0) == 0);
    word = 0;
    for (int i = 0; i < 3; i++) CHECK(pthread_create(&threads[i], NULL, wait_on_word, NULL) == 0);
    wait_until_asleep();
    CHECK(futex(&word, FUTEX_WAKE_BITSET, 5, NULL, NULL, 0) == -1 && errno == EINVAL);
    /* One is woken, one moved, one stays. */
    CHECK(futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &other, 1) == -1 && errno == EAGAIN);
    CHECK(futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &other, 0) == 2);
    CHECK(futex(&other, FUTEX_WAKE, 5, NULL, NULL, 0) == 1);
    /* Adds 3 to `other`, which was 0; wakes one of `word`, and of `other` if that was greater than 0. */
    CHECK(futex(&word, FUTEX_WAKE_OP, 5, (void *)5, &other, FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_GT, 0)) ==
          1);
    CHECK(other == 3);
    for (int i = 0; i < 3; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

static pthread_mutex_t special;
static void *hold_and_die(void *argument)
{
    CHECK(pthread_mutex_lock(&special) == 0);
    return argument;
}

static void *hold_a_while(void *argument)
{
    CHECK(pthread_mutex_lock(&special) == 0);
    usleep(20000);
    CHECK(pthread_mutex_unlock(&special) == 0);
    return argument;
}

static void test_robust(void)
{
    pthread_t thread;
    pthread_mutexattr_t attributes;
    for (int protocol = 0; protocol < 2; protocol++) {
        pthread_mutexattr_init(&attributes);
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
        CHECK(pthread_mutexattr_setprotocol(&attributes,
                                            protocol ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE) == 0);
        CHECK(pthread_mutex_init(&special, &attributes) == 0);
        CHECK(pthread_create(&thread, NULL, hold_a_while, NULL) == 0);
        usleep(5000);
        CHECK(pthread_mutex_lock(&special) == 0 && pthread_mutex_unlock(&special) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK(pthread_create(&thread, NULL, hold_and_die, NULL) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK(pthread_mutex_lock(&special) == EOWNERDEAD);
        CHECK(pthread_mutex_consistent(&special) == 0 && pthread_mutex_unlock(&special) == 0);
        CHECK(pthread_mutex_lock(&special) == 0 && pthread_mutex_unlock(&special) == 0);
    }
}

static void *wait_for_cancel(void *argument)
{
    for (;;) sleep(100);
    return argument;
}

static void test_cancel(void)
{
    pthread_t thread;
    void *result;
    CHECK(pthread_create(&thread, NULL, wait_for_cancel, NULL) == 0);
    usleep(10000);
    CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
}

/* As many as memory takes, and once more: what ends is given back. */
static void *nothing(void *argument)
{
    return argument;
}
static void test_many(void)
{
    for (int i = 0; i < 2000; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, nothing, NULL) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
    }
}

static void test_identity(void)
{
    char name[16];
    cpu_set_t cpus;
    struct rlimit limit;
    CHECK(getpid() == gettid() && getppid() == 1 && getuid() == 0 && getpgrp() == getpid());
    CHECK(prctl(PR_SET_NAME, "a name that is too long") == 0 && prctl(PR_GET_NAME, name) == 0);
    CHECK(strcmp(name, "a name that is ") == 0);
    CHECK(sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && CPU_COUNT(&cpus) == 1);
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == 8 << 20);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 1024);
    CHECK(setuid(1000) == -1 && errno == EPERM && setuid(0) == 0);
    CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0 && getpriority(PRIO_PROCESS, 0) == 5);
    CHECK(wait(NULL) == -1 && errno == ECHILD);
}

static void test_fork(void)
{
    CHECK(fork() == -1 && errno == ENOSYS);
    CHECK(fork() == -1 && errno == ENOSYS);
    CHECK(system("true") != 0);
}

static void *end_process(void *argument)
{
    (void)argument;
    exit(5);
}

/* The process goes on while it has threads, and ends with any thread's exit. */
static void test_exit(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, end_process, NULL) == 0);
    pthread_exit(NULL);
}

static const struct check checks[] = {
    {"create", test_create},       {"mutex", test_mutex},       {"condition", test_condition},
    {"semaphore", test_semaphore}, {"vectors", test_vectors},   {"futex", test_futex},
    {"robust", test_robust},       {"cancel", test_cancel},     {"many", test_many},
    {"storm", test_storm},         {"identity", test_identity}, {"fork", test_fork},
    {"exit", test_exit},
};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
