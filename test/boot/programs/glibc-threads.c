// SPDX-License-Identifier: MIT
/* Threads as programs made for glibc have them: named checks, see check.h. */
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include "thread-check.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/single_threaded.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t for_writers = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void *try_lock(void *mutex)
{
    return (void *)(long)pthread_mutex_trylock(mutex);
}

static void test_initializers(void)
{
    for (int i = 0; i < 3; i++) CHECK(pthread_mutex_lock(&recursive) == 0);
    CHECK(run_in_thread(try_lock, &recursive) == (void *)EBUSY);
    for (int i = 0; i < 3; i++) CHECK(pthread_mutex_unlock(&recursive) == 0);
    CHECK(pthread_mutex_unlock(&recursive) == EPERM);
    CHECK(pthread_mutex_lock(&checking) == 0);
    CHECK(pthread_mutex_lock(&checking) == EDEADLK);
    CHECK(pthread_mutex_unlock(&checking) == 0);
    CHECK(pthread_mutex_unlock(&checking) == EPERM);
    CHECK(pthread_mutex_lock(&adaptive) == 0);
    CHECK(pthread_mutex_trylock(&adaptive) == EBUSY);
    CHECK(run_in_thread(try_lock, &adaptive) == (void *)EBUSY);
    CHECK(pthread_mutex_unlock(&adaptive) == 0);
}

static void test_kinds(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    CHECK(pthread_mutexattr_init(&attributes) == 0);
    for (int kind = PTHREAD_MUTEX_TIMED_NP; kind <= PTHREAD_MUTEX_ADAPTIVE_NP; kind++) {
        int found = -1;
        CHECK(pthread_mutexattr_settype(&attributes, kind) == 0);
        CHECK(pthread_mutexattr_gettype(&attributes, &found) == 0 && found == kind);
        CHECK(pthread_mutex_init(&mutex, &attributes) == 0 && pthread_mutex_lock(&mutex) == 0);
        if (kind == PTHREAD_MUTEX_RECURSIVE_NP)
            CHECK(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0);
        if (kind == PTHREAD_MUTEX_ERRORCHECK_NP) CHECK(pthread_mutex_lock(&mutex) == EDEADLK);
        CHECK(pthread_mutex_unlock(&mutex) == 0 && pthread_mutex_destroy(&mutex) == 0);
    }
    CHECK(pthread_mutexattr_settype(&attributes, 4) == EINVAL);
}

/* A reader holds the lock, a writer waits: a second reader comes behind it. */
static volatile int written;

static void *write_once(void *unused)
{
    (void)unused;
    CHECK(pthread_rwlock_wrlock(&for_writers) == 0);
    written = 1;
    CHECK(pthread_rwlock_unlock(&for_writers) == 0);
    return NULL;
}

static void test_writers(void)
{
    pthread_t writer;
    CHECK(pthread_rwlock_rdlock(&for_writers) == 0);
    CHECK(pthread_create(&writer, NULL, write_once, NULL) == 0);
    /* The writer waits when a further reader is turned away. */
    while (pthread_rwlock_tryrdlock(&for_writers) == 0) {
        CHECK(pthread_rwlock_unlock(&for_writers) == 0);
        sched_yield();
    }
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    CHECK(pthread_rwlock_timedrdlock(&for_writers, &soon) == ETIMEDOUT);
    CHECK(written == 0 && pthread_rwlock_unlock(&for_writers) == 0);
    CHECK(pthread_rwlock_rdlock(&for_writers) == 0 && written == 1);
    CHECK(pthread_rwlock_unlock(&for_writers) == 0 && pthread_join(writer, NULL) == 0);
}

static struct timespec after(clockid_t clock, long nanoseconds)
{
    struct timespec at;
    clock_gettime(clock, &at);
    at.tv_nsec += nanoseconds;
    if (at.tv_nsec >= 1000000000) at.tv_sec++, at.tv_nsec -= 1000000000;
    return at;
}

static void *sleep_long(void *unused)
{
    (void)unused;
    pause();
    return NULL;
}

static void *take_for_writing(void *lock)
{
    return (void *)(long)pthread_rwlock_wrlock(lock);
}

static void test_clocks(void)
{
    static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME};
    sem_t semaphore;
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    pthread_t thread;
    CHECK(run_in_thread(take_for_writing, &lock) == NULL);
    CHECK(sem_init(&semaphore, 0, 0) == 0 && pthread_create(&thread, NULL, sleep_long, NULL) == 0);
    for (int i = 0; i < 2; i++) {
        clockid_t clock = clocks[i];
        CHECK(pthread_mutex_lock(&plain) == 0);
        struct timespec at = after(clock, 10000000);
        CHECK(pthread_mutex_clocklock(&plain, clock, &at) == ETIMEDOUT);
        CHECK(pthread_cond_clockwait(&condition, &plain, clock, &at) == ETIMEDOUT);
        at = after(clock, 10000000);
        CHECK(pthread_cond_clockwait(&condition, &plain, clock, &at) == ETIMEDOUT);
        struct timespec now = after(clock, 0);
        CHECK(now.tv_sec > at.tv_sec || (now.tv_sec == at.tv_sec && now.tv_nsec >= at.tv_nsec));
        CHECK(pthread_mutex_unlock(&plain) == 0 && pthread_mutex_clocklock(&plain, clock, &at) == 0);
        CHECK(pthread_mutex_unlock(&plain) == 0);
        CHECK(sem_clockwait(&semaphore, clock, &at) == -1 && errno == ETIMEDOUT);
        CHECK(pthread_rwlock_clockrdlock(&lock, clock, &at) == ETIMEDOUT);
        CHECK(pthread_rwlock_clockwrlock(&lock, clock, &at) == ETIMEDOUT);
        CHECK(pthread_clockjoin_np(thread, NULL, clock, &at) == ETIMEDOUT);
    }
    struct timespec at = after(CLOCK_REALTIME, 0);
    CHECK(pthread_mutex_clocklock(&checking, CLOCK_PROCESS_CPUTIME_ID, &at) == EINVAL);
    CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, NULL) == 0);
}

/* In C, these handlers are jumped to (pthread.h of glibc), the innermost first. */
static char trail[16];

static void note(void *letter)
{
    strncat(trail, letter, 1);
}

static void *be_cancelled(void *unused)
{
    (void)unused;
    pthread_cleanup_push(note, "a");
    pthread_cleanup_push(note, "b");
    pthread_cleanup_push(note, "c");
    pthread_cleanup_pop(1);
    pause();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *leave(void *unused)
{
    (void)unused;
    pthread_cleanup_push(note, "x");
    pthread_exit((void *)7);
    pthread_cleanup_pop(0);
    return NULL;
}

static void test_cleanup(void)
{
    pthread_t thread;
    void *result;
    CHECK(pthread_create(&thread, NULL, be_cancelled, NULL) == 0);
    CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
    CHECK(strcmp(trail, "cba") == 0 || strcmp(trail, "ba") == 0 || trail[0] == '\0');
    trail[0] = '\0';
    CHECK(run_in_thread(leave, NULL) == (void *)7 && strcmp(trail, "x") == 0);
}

/* What compilers register for thread_local objects with destructors. */
int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library);
extern void *__dso_handle;
static pthread_key_t key;

static void note_key(void *letter)
{
    note(letter);
}
static void note_and_more(void *letter)
{
    note(letter);
    CHECK(__cxa_thread_atexit_impl(note, "3", &__dso_handle) == 0);
}

static void *make_objects(void *unused)
{
    (void)unused;
    CHECK(pthread_setspecific(key, "k") == 0);
    pthread_cleanup_push(note, "h");
    CHECK(__cxa_thread_atexit_impl(note, "1", &__dso_handle) == 0);
    CHECK(__cxa_thread_atexit_impl(note_and_more, "2", &__dso_handle) == 0);
    pthread_exit(NULL);
    pthread_cleanup_pop(0);
    return NULL;
}

static void test_destructors(void)
{
    trail[0] = '\0';
    CHECK(pthread_key_create(&key, note_key) == 0);
    run_in_thread(make_objects, NULL);
    /* Handlers, objects from the last to the first, one that came meanwhile before the rest, keys. */
    CHECK(strcmp(trail, "h231k") == 0);
}

static void *measure_stack(void *unused)
{
    pthread_attr_t attributes;
    size_t size;
    void *start;
    CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
    CHECK(pthread_attr_getstack(&attributes, &start, &size) == 0 && pthread_attr_destroy(&attributes) == 0);
    CHECK((char *)&attributes > (char *)start && (char *)&attributes < (char *)start + size);
    CHECK(size > 7 << 20 && size < 9 << 20);
    /* Room for it is there, whatever of it is used. */
    char much[2 << 20];
    memset(much, 1, 4096);
    return much[(long)unused] == 1 ? NULL : unused;
}

static void *look_at_attributes(void *unused)
{
    cpu_set_t cpus;
    sigset_t mask;
    (void)unused;
    CHECK(sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) == 1 && CPU_ISSET(0, &cpus));
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0 && sigismember(&mask, SIGUSR2) == 1);
    return NULL;
}

static void test_attributes(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    cpu_set_t cpus, found;
    sigset_t mask;
    run_in_thread(measure_stack, NULL);
    CPU_ZERO(&cpus);
    CPU_SET(0, &cpus);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setaffinity_np(&attributes, sizeof cpus, &cpus) == 0);
    CHECK(pthread_attr_getaffinity_np(&attributes, sizeof found, &found) == 0 && CPU_EQUAL(&cpus, &found));
    CHECK(pthread_attr_setsigmask_np(&attributes, &mask) == 0);
    CHECK(pthread_create(&thread, &attributes, look_at_attributes, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0 && pthread_attr_destroy(&attributes) == 0);
}

static void *do_nothing(void *argument)
{
    return argument;
}

static void test_single(void)
{
    CHECK(__libc_single_threaded);
    run_in_thread(do_nothing, NULL);
    CHECK(!__libc_single_threaded);
}

static volatile sig_atomic_t value;

static void take_value(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    value = info->si_value.sival_int;
}

static void test_signals(void)
{
    struct sigaction action = {.sa_sigaction = take_value, .sa_flags = SA_SIGINFO};
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    CHECK(pthread_sigqueue(pthread_self(), SIGUSR1, (union sigval){.sival_int = 42}) == 0 && value == 42);
    value = 0;
    CHECK(tgkill(getpid(), gettid(), SIGUSR1) == 0);
    CHECK(SIGRTMIN > 32 && SIGRTMIN < 40 && SIGRTMAX == 64);
}

static const struct check checks[] = {
    {"single", test_single},
    {"initializers", test_initializers},
    {"kinds", test_kinds},
    {"writers", test_writers},
    {"clocks", test_clocks},
    {"cleanup", test_cleanup},
    {"destructors", test_destructors},
    {"attributes", test_attributes},
    {"signals", test_signals},
};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
