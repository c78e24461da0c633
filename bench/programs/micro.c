/* SPDX-License-Identifier: MIT */
/* What threads cost that switch, wake each other and wait, on whatever runs this. Prints a line "NAME N ns"
 * for each part, in the order of the table at the end. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TURNS 5000u
#define CALLS 100000u
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void must(int holds, const char *what)
{
    if (holds) return;
    perror(what);
    exit(1);
}

static int one_cpu; /* both threads stay on the first CPU */

static void settle(void)
{
    cpu_set_t all, first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    for (int i = 0; i < CPU_SETSIZE; i++) CPU_SET(i, &all);
    must(sched_setaffinity(0, sizeof(all), one_cpu ? &first : &all) == 0, "sched_setaffinity");
}

/* Two threads that run `function`, each with its number; the time for one turn of both. */
static double both(void *(*function)(void *))
{
    pthread_t other;
    settle();
    int64_t start = now_ns();
    must(pthread_create(&other, NULL, function, (void *)1) == 0, "pthread_create");
    function((void *)0);
    must(pthread_join(other, NULL) == 0, "pthread_join");
    return (double)(now_ns() - start) / TURNS;
}

static void *yield(void *unused)
{
    for (unsigned i = 0; i < TURNS; i++) sched_yield();
    return unused;
}

static atomic_uint word;

static void *futexes(void *own)
{
    for (unsigned i = 0; i < TURNS; i++) {
        unsigned value;
        while ((value = atomic_load(&word)) % 2 != (unsigned)(uintptr_t)own)
            syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, NULL);
        atomic_store(&word, value + 1);
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1);
    }
    return NULL;
}

static int pipes[2][2];

static void *bytes(void *own)
{
    int from = pipes[own != NULL][0], to = pipes[own == NULL][1];
    char byte = 0;
    for (unsigned i = 0; i < TURNS; i++) {
        if (own == NULL) must(write(to, &byte, 1) == 1, "write");
        must(read(from, &byte, 1) == 1, "read");
        if (own != NULL) must(write(to, &byte, 1) == 1, "write");
    }
    return NULL;
}

static int events[2], epolls[2];

static void *polls(void *own)
{
    int mine = own != NULL;
    struct epoll_event event;
    eventfd_t count;
    for (unsigned i = 0; i < TURNS; i++) {
        if (!mine) must(eventfd_write(events[1], 1) == 0, "eventfd_write");
        must(epoll_wait(epolls[mine], &event, 1, -1) == 1, "epoll_wait");
        must(eventfd_read(events[mine], &count) == 0, "eventfd_read");
        if (mine) must(eventfd_write(events[0], 1) == 0, "eventfd_write");
    }
    return NULL;
}

static void *nothing(void *argument)
{
    return argument;
}

static double threads(void)
{
    settle();
    int64_t start = now_ns();
    for (unsigned i = 0; i < TURNS / 10; i++) {
        pthread_t thread;
        must(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
        must(pthread_join(thread, NULL) == 0, "pthread_join");
    }
    return (double)(now_ns() - start) / (TURNS / 10);
}

/* What one thread does again and again; the time for once. */
#define EACH(expression)                                                                                     \
    ({                                                                                                       \
        int64_t start_ = now_ns();                                                                           \
        for (unsigned i_ = 0; i_ < CALLS; i_++) expression;                                                  \
        (double)(now_ns() - start_) / CALLS;                                                                 \
    })

static void write_and_read(void)
{
    eventfd_t count;
    eventfd_write(events[0], 1);
    eventfd_read(events[0], &count);
}

static void add_and_remove(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(epolls[0], EPOLL_CTL_ADD, events[1], &event);
    epoll_ctl(epolls[0], EPOLL_CTL_DEL, events[1], NULL);
}

static void prepare(void)
{
    for (int i = 0; i < 2; i++) {
        struct epoll_event event = {.events = EPOLLIN};
        must(pipe(pipes[i]) == 0, "pipe");
        must((events[i] = eventfd(0, 0)) >= 0, "eventfd");
        must((epolls[i] = epoll_create1(0)) >= 0, "epoll_create1");
        must(epoll_ctl(epolls[i], EPOLL_CTL_ADD, events[i], &event) == 0, "epoll_ctl");
    }
}

static void show(const char *name, double ns)
{
    printf("%s %.0f ns\n", name, ns);
}

static void calls(void)
{
    struct timespec time;
    struct epoll_event event;
    show("getppid", EACH(syscall(SYS_getppid)));
    show("clock_gettime", EACH(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time)));
    show("futex-wake-nobody", EACH(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1)));
    show("eventfd-write-read", EACH(write_and_read()));
    show("epoll-add-remove", EACH(add_and_remove()));
    show("epoll-wait-nothing", EACH(epoll_wait(epolls[0], &event, 1, 0)));
    eventfd_write(events[0], 1);
    show("epoll-wait-ready", EACH(epoll_wait(epolls[0], &event, 1, 0)));
    write_and_read();
}

int main(void)
{
    prepare();
    calls();
    one_cpu = 1;
    show("yield-one-cpu", both(yield) / 2);
    show("futex-one-cpu", both(futexes));
    show("pipe-one-cpu", both(bytes));
    one_cpu = 0;
    show("futex", both(futexes));
    show("pipe", both(bytes));
    show("epoll", both(polls));
    show("create-join", threads());
    return 0;
}
