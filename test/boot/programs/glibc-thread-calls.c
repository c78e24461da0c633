// SPDX-License-Identifier: MIT
/* What pthreads has beyond making threads and locking: named checks, see check.h. */
#define _GNU_SOURCE
#include "thread-check.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

static struct timespec soon(clockid_t clock, long milliseconds)
{
    struct timespec at;
    clock_gettime(clock, &at);
    at.tv_nsec += milliseconds * 1000000;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

static void *lock_and_end(void *mutex)
{
    return (void *)(intptr_t)pthread_mutex_lock(mutex);
}

static void test_robust(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    int kind;
    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_getrobust(&attributes, &kind) == 0 && kind == PTHREAD_MUTEX_STALLED);
    CHECK(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0);
    CHECK(pthread_mutexattr_getrobust(&attributes, &kind) == 0 && kind == PTHREAD_MUTEX_ROBUST);
    CHECK(pthread_mutexattr_setrobust(&attributes, 7) == EINVAL);
    CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
    CHECK(run_in_thread(lock_and_end, &mutex) == NULL);
    CHECK(pthread_mutex_trylock(&mutex) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&mutex) == 0);
    CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(run_in_thread(lock_and_end, &mutex) == NULL);
    CHECK(pthread_mutex_lock(&mutex) == EOWNERDEAD);
    /* Unlocked without being made consistent, it is of no use any more. */
    CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_mutex_lock(&mutex) == ENOTRECOVERABLE);
    CHECK(pthread_mutex_destroy(&mutex) == 0);
}

static void *try_lock(void *mutex)
{
    return (void *)(intptr_t)pthread_mutex_trylock(mutex);
}

static void *lock_in_time(void *mutex)
{
    struct timespec until = soon(CLOCK_REALTIME, 20);
    return (void *)(intptr_t)pthread_mutex_timedlock(mutex, &until);
}

static void test_inheritance(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    int protocol;
    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT) == 0);
    CHECK(pthread_mutexattr_getprotocol(&attributes, &protocol) == 0 && protocol == PTHREAD_PRIO_INHERIT);
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK) == 0);
    CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
    CHECK(pthread_mutex_lock(&mutex) == 0);
    CHECK(pthread_mutex_lock(&mutex) == EDEADLK);
    CHECK(run_in_thread(try_lock, &mutex) == (void *)EBUSY);
    CHECK(run_in_thread(lock_in_time, &mutex) == (void *)ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_mutex_unlock(&mutex) == EPERM);
    CHECK(pthread_mutex_destroy(&mutex) == 0);
}

static void never(void)
{
    abort();
}

/* There is one process, so handlers are taken and never called. */
static void test_atfork(void)
{
    CHECK(pthread_atfork(never, never, never) == 0);
    CHECK(pthread_atfork(NULL, NULL, NULL) == 0);
}

static sem_t named, go_on;

static void *have_name(void *name)
{
    char own[16];
    CHECK(pthread_setname_np(pthread_self(), name) == 0);
    CHECK(pthread_getname_np(pthread_self(), own, sizeof(own)) == 0 && strcmp(own, name) == 0);
    sem_post(&named);
    sem_wait(&go_on);
    CHECK(pthread_getname_np(pthread_self(), own, sizeof(own)) == 0 && strcmp(own, "by another") == 0);
    return NULL;
}

static void test_names(void)
{
    pthread_t thread;
    char name[16];
    CHECK(sem_init(&named, 0, 0) == 0 && sem_init(&go_on, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, have_name, "fifteen letters") == 0);
    sem_wait(&named);
    CHECK(pthread_getname_np(thread, name, sizeof(name)) == 0 && strcmp(name, "fifteen letters") == 0);
    CHECK(pthread_getname_np(thread, name, 15) == ERANGE);
    CHECK(pthread_setname_np(thread, "sixteen letters!") == ERANGE);
    CHECK(pthread_setname_np(thread, "by another") == 0);
    sem_post(&go_on);
    CHECK(pthread_join(thread, NULL) == 0);
}

static void test_affinity(void)
{
    cpu_set_t all, one, back;
    CHECK(pthread_getaffinity_np(pthread_self(), sizeof(all), &all) == 0 && CPU_COUNT(&all) >= 1);
    int first = 0;
    while (!CPU_ISSET(first, &all)) first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    CHECK(pthread_setaffinity_np(pthread_self(), sizeof(one), &one) == 0);
    CHECK(pthread_getaffinity_np(pthread_self(), sizeof(back), &back) == 0 && CPU_EQUAL(&one, &back));
    CHECK(sched_getcpu() == first);
    CHECK(pthread_setaffinity_np(pthread_self(), sizeof(all), &all) == 0);
    CPU_ZERO(&one);
    CHECK(pthread_setaffinity_np(pthread_self(), sizeof(one), &one) == EINVAL);
}

static long long nanoseconds(clockid_t clock)
{
    struct timespec now;
    CHECK(clock_gettime(clock, &now) == 0);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static void *spin(void *result)
{
    long long start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    while (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start < 20000000) continue;
    *(long long *)result = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    sem_post(&named);
    sem_wait(&go_on);
    return NULL;
}

static void test_clocks(void)
{
    pthread_t thread;
    clockid_t of_thread, of_self;
    long long spent = 0, before = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    CHECK(sem_init(&named, 0, 0) == 0 && sem_init(&go_on, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, spin, &spent) == 0);
    CHECK(pthread_getcpuclockid(thread, &of_thread) == 0);
    CHECK(pthread_getcpuclockid(pthread_self(), &of_self) == 0);
    sem_wait(&named);
    CHECK(nanoseconds(of_thread) >= spent && spent >= 20000000);
    CHECK(nanoseconds(of_self) < nanoseconds(CLOCK_PROCESS_CPUTIME_ID));
    CHECK(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - before >= 20000000);
    sem_post(&go_on);
    CHECK(pthread_join(thread, NULL) == 0);
}

static int cleaned;

static void count_up(void *by)
{
    cleaned += (int)(intptr_t)by;
}

static void *wait_to_be_cancelled(void *type)
{
    int before;
    CHECK(pthread_setcanceltype((int)(intptr_t)type, &before) == 0 && before == PTHREAD_CANCEL_DEFERRED);
    pthread_cleanup_push(count_up, (void *)1);
    pthread_cleanup_push(count_up, (void *)10);
    sem_post(&named);
    if ((intptr_t)type == PTHREAD_CANCEL_ASYNCHRONOUS)
        for (volatile int i = 0;; i++) continue;
    for (;;) pause();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *refuse_for_a_while(void *argument)
{
    (void)argument;
    int before;
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before) == 0 && before == PTHREAD_CANCEL_ENABLE);
    sem_post(&named);
    sem_wait(&go_on);
    usleep(1000);
    cleaned = 100;
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL) == 0);
    pthread_testcancel();
    cleaned = -1;
    return NULL;
}

static void test_cancel(void)
{
    static const int types[] = {PTHREAD_CANCEL_DEFERRED, PTHREAD_CANCEL_ASYNCHRONOUS};
    pthread_t thread;
    void *result;
    for (int i = 0; i < 2; i++) {
        cleaned = 0;
        CHECK(sem_init(&named, 0, 0) == 0);
        CHECK(pthread_create(&thread, NULL, wait_to_be_cancelled, (void *)(intptr_t)types[i]) == 0);
        sem_wait(&named);
        CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0);
        CHECK(result == PTHREAD_CANCELED && cleaned == 11);
    }
    CHECK(sem_init(&go_on, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, refuse_for_a_while, NULL) == 0);
    sem_wait(&named);
    CHECK(pthread_cancel(thread) == 0);
    sem_post(&go_on);
    CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED && cleaned == 100);
}

enum { MEMBERS = 5, ROUNDS = 20 };
static pthread_barrier_t barrier;
static int rounds[MEMBERS], serials;

static void *go_round(void *number)
{
    for (int round = 0; round < ROUNDS; round++) {
        rounds[(intptr_t)number]++;
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serials, 1, __ATOMIC_SEQ_CST);
        for (int i = 0; i < MEMBERS; i++) CHECK(rounds[i] == round + 1);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void test_barriers(void)
{
    pthread_t threads[MEMBERS];
    CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
    CHECK(pthread_barrier_init(&barrier, NULL, MEMBERS) == 0);
    for (intptr_t i = 0; i < MEMBERS; i++) CHECK(pthread_create(&threads[i], NULL, go_round, (void *)i) == 0);
    for (int i = 0; i < MEMBERS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(serials == ROUNDS && pthread_barrier_destroy(&barrier) == 0);
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void *read_and_write(void *unused)
{
    (void)unused;
    struct timespec until = soon(CLOCK_REALTIME, 10);
    int reads = pthread_rwlock_tryrdlock(&rwlock);
    if (reads == 0) pthread_rwlock_unlock(&rwlock);
    int writes = pthread_rwlock_trywrlock(&rwlock);
    if (writes == 0) pthread_rwlock_unlock(&rwlock);
    int timed = pthread_rwlock_timedwrlock(&rwlock, &until);
    if (timed == 0) pthread_rwlock_unlock(&rwlock);
    return (void *)(intptr_t)((reads == 0) + 2 * (writes == 0) + 4 * (timed == 0) + 8 * (timed == ETIMEDOUT));
}

static void test_rwlocks(void)
{
    CHECK(run_in_thread(read_and_write, NULL) == (void *)7);
    CHECK(pthread_rwlock_rdlock(&rwlock) == 0);
    CHECK(run_in_thread(read_and_write, NULL) == (void *)9);
    CHECK(pthread_rwlock_unlock(&rwlock) == 0);
    CHECK(pthread_rwlock_wrlock(&rwlock) == 0);
    CHECK(pthread_rwlock_rdlock(&rwlock) == EDEADLK && pthread_rwlock_wrlock(&rwlock) == EDEADLK);
    CHECK(run_in_thread(read_and_write, NULL) == (void *)8);
    CHECK(pthread_rwlock_unlock(&rwlock) == 0);
}

static pthread_key_t keys[3];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int made, destroyed;

static void make_keys(void)
{
    made++;
}

static void destroy(void *value)
{
    destroyed++;
    /* Seen again, as often as PTHREAD_DESTRUCTOR_ITERATIONS allows. */
    if ((intptr_t)value > 1) pthread_setspecific(keys[0], (void *)((intptr_t)value - 1));
}

static void *use_keys(void *unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++) CHECK(pthread_once(&once, make_keys) == 0);
    for (int i = 0; i < 3; i++) CHECK(pthread_getspecific(keys[i]) == NULL);
    CHECK(pthread_setspecific(keys[0], (void *)3) == 0 && pthread_setspecific(keys[2], (void *)1) == 0);
    CHECK(pthread_getspecific(keys[0]) == (void *)3);
    return NULL;
}

static void test_specific(void)
{
    for (int i = 0; i < 3; i++) CHECK(pthread_key_create(&keys[i], i == 2 ? NULL : destroy) == 0);
    run_in_thread(use_keys, NULL);
    run_in_thread(use_keys, NULL);
    CHECK(made == 1 && destroyed == 6);
    for (int i = 0; i < 3; i++) CHECK(pthread_key_delete(keys[i]) == 0);
    CHECK(pthread_key_delete(keys[0]) == EINVAL);
}

static void *end_soon(void *unused)
{
    (void)unused;
    sem_wait(&go_on);
    return (void *)5;
}

static void test_joins(void)
{
    pthread_t thread;
    void *result;
    CHECK(sem_init(&go_on, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, end_soon, NULL) == 0);
    struct timespec until = soon(CLOCK_REALTIME, 10);
    CHECK(pthread_tryjoin_np(thread, &result) == EBUSY);
    CHECK(pthread_timedjoin_np(thread, &result, &until) == ETIMEDOUT);
    sem_post(&go_on);
    CHECK(pthread_join(thread, &result) == 0 && result == (void *)5);
    CHECK(pthread_join(pthread_self(), NULL) == EDEADLK);
    CHECK(pthread_create(&thread, NULL, end_soon, NULL) == 0);
    CHECK(pthread_detach(thread) == 0);
    CHECK(pthread_detach(thread) == EINVAL && pthread_join(thread, NULL) == EINVAL);
    sem_post(&go_on);
}

int main(int argc, char **argv)
{
    static const struct check checks[] = {
        {"robust", test_robust},     {"inheritance", test_inheritance},
        {"atfork", test_atfork},     {"names", test_names},
        {"affinity", test_affinity}, {"clocks", test_clocks},
        {"cancel", test_cancel},     {"barriers", test_barriers},
        {"rwlocks", test_rwlocks},   {"specific", test_specific},
        {"joins", test_joins},
    };
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
