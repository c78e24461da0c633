// SPDX-License-Identifier: MIT
/* Threads on several CPUs: named checks, see check.h. */
#define _GNU_SOURCE
#include "cpus-check.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>

static atomic_int turn;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Each answers the other without ever giving up its CPU: on one, every answer takes a time slice. */
#define HANDSHAKES 20000

static void *answer(void *unused)
{
    for (int i = 0; i < HANDSHAKES; i++) {
        while (atomic_load(&turn) != 1) continue;
        atomic_store(&turn, 0);
    }
    return unused;
}

static void check_parallel(void)
{
    double began = seconds();
    pthread_t other = start(answer, NULL);
    for (int i = 0; i < HANDSHAKES; i++) {
        atomic_store(&turn, 1);
        while (atomic_load(&turn) != 0) continue;
    }
    join(other);
    /* 160 s of time slices. */
    CHECK(seconds() - began < 30);
}

static int lines_with(const char *path, const char *prefix)
{
    char line[4096];
    int count = 0;
    FILE *file = fopen(path, "r");
    CHECK(file != NULL);
    while (fgets(line, sizeof(line), file) != NULL) count += strncmp(line, prefix, strlen(prefix)) == 0;
    fclose(file);
    return count;
}

static void check_told_file(const char *path, int cpus)
{
    char expected[16], found[16] = "";
    snprintf(expected, sizeof(expected), cpus == 1 ? "0\n" : "0-%d\n", cpus - 1);
    FILE *file = fopen(path, "r");
    CHECK(file != NULL && fgets(found, sizeof(found), file) != NULL);
    fclose(file);
    CHECK(strcmp(found, expected) == 0);
}

/* How many there are is the same wherever a program asks. */
static void check_told(void)
{
    cpu_set_t set;
    int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN), directories = 0;
    printf("cpus %d\n", cpus);
    CHECK(sysconf(_SC_NPROCESSORS_CONF) == cpus);
    CHECK(sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) == cpus);
    CHECK(lines_with("/proc/cpuinfo", "processor\t") == cpus);
    CHECK(lines_with("/proc/stat", "cpu") == cpus + 1);
    check_told_file("/sys/devices/system/cpu/online", cpus);
    check_told_file("/sys/devices/system/cpu/possible", cpus);
    check_told_file("/sys/devices/system/cpu/present", cpus);
    DIR *folder = opendir("/sys/devices/system/cpu");
    CHECK(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        directories += strncmp(entry->d_name, "cpu", 3) == 0 && entry->d_type == DT_DIR;
    closedir(folder);
    CHECK(directories == cpus);
    CHECK(access("/sys/devices/system/cpu/cpu0", F_OK) == 0);
    CHECK(access("/sys/devices/system/cpu/cpu64", F_OK) != 0 && errno == ENOENT);
}

static int pin(pid_t tid, int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return sched_setaffinity(tid, sizeof(set), &set);
}

static void *inherit(void *cpu)
{
    CHECK(sched_getcpu() == (int)(intptr_t)cpu);
    return NULL;
}

static _Atomic pid_t spinner;

static void *spin(void *unused)
{
    atomic_store(&spinner, gettid());
    while (!atomic_load(&stop)) continue;
    return unused;
}

static void check_affinity(void)
{
    cpu_set_t set;
    for (int round = 0; round < 200; round++) {
        int cpu = round % cpus();
        CHECK(pin(0, cpu) == 0 && sched_getcpu() == cpu);
        CHECK(sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) == 1 && CPU_ISSET(cpu, &set));
    }
    join(start(inherit, (void *)(intptr_t)sched_getcpu()));
    CHECK(pin(0, cpus()) == -1 && errno == EINVAL);
    CHECK(pin(4000, 0) == -1 && errno == ESRCH);
    /* One that runs, on a CPU that it must leave. */
    CHECK(pin(0, 0) == 0);
    pthread_t thread = start(spin, NULL);
    while (atomic_load(&spinner) == 0) sched_yield();
    for (int i = 1; i <= 50; i++) CHECK(pin(atomic_load(&spinner), i % cpus()) == 0);
    atomic_store(&stop, 1);
    join(thread);
}

/* Pairs that hand a word to and fro by futex. */
#define PINGS 500
static struct pair {
    atomic_uint word;
    char apart[60];
} pairs[THREADS_MAX / 2];

static void hand_over(struct pair *pair, unsigned own)
{
    for (unsigned i = 0; i < PINGS; i++) {
        unsigned value;
        while ((value = atomic_load(&pair->word)) % 2 != own) syscall(SYS_futex, &pair->word, 0, value, NULL);
        atomic_store(&pair->word, value + 1);
        syscall(SYS_futex, &pair->word, 1, 1);
    }
}

static void *ping(void *pair)
{
    hand_over(pair, 0);
    return NULL;
}
static void *pong(void *pair)
{
    hand_over(pair, 1);
    return NULL;
}

static void check_futex(void)
{
    pthread_t threads[THREADS_MAX];
    for (int i = 0; i < THREADS_MAX; i++) threads[i] = start(i % 2 ? pong : ping, &pairs[i / 2]);
    for (int i = 0; i < THREADS_MAX; i++) join(threads[i]);
    for (int i = 0; i < THREADS_MAX / 2; i++) CHECK(atomic_load(&pairs[i].word) == 2 * PINGS);
}

/* A counter under a mutex that all want. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *count_up(void *unused)
{
    for (int i = 0; i < 20000; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void check_mutex(void)
{
    pthread_t threads[THREADS_MAX];
    for (int i = 0; i < THREADS_MAX; i++) threads[i] = start(count_up, NULL);
    for (int i = 0; i < THREADS_MAX; i++) join(threads[i]);
    CHECK(counter == 20000L * THREADS_MAX);
}

/* Numbers through a pipe, each acknowledged by an eventfd that epoll waits for. */
#define MESSAGES 5000
static int ends[2], acknowledgement;

static void *receive(void *unused)
{
    for (uint64_t expected = 0, found; expected < MESSAGES; expected++) {
        CHECK(read(ends[0], &found, sizeof(found)) == sizeof(found) && found == expected);
        CHECK(eventfd_write(acknowledgement, 1) == 0);
    }
    return unused;
}

static void check_channels(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    eventfd_t count, total = 0;
    CHECK(pipe(ends) == 0);
    CHECK((acknowledgement = eventfd(0, EFD_NONBLOCK)) >= 0);
    int epoll = epoll_create1(0);
    CHECK(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, acknowledgement, &event) == 0);
    pthread_t thread = start(receive, NULL);
    for (uint64_t i = 0; i < MESSAGES; i++) {
        CHECK(write(ends[1], &i, sizeof(i)) == sizeof(i));
        if (i % 8 != 0) continue;
        CHECK(epoll_wait(epoll, &event, 1, 10000) == 1);
        CHECK(eventfd_read(acknowledgement, &count) == 0);
        total += count;
    }
    join(thread);
    while (eventfd_read(acknowledgement, &count) == 0) total += count;
    CHECK(total == MESSAGES);
}

/* A thread that computes on another CPU is interrupted for its signals. */
static atomic_int handled;

static void note_signal(int signal)
{
    (void)signal;
    atomic_fetch_add(&handled, 1);
}

static void check_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    pthread_t thread = start(spin, NULL);
    while (atomic_load(&spinner) == 0) continue;
    for (int i = 0; i < 500; i++) {
        CHECK(pthread_kill(thread, SIGUSR1) == 0);
        /* Without giving up this CPU. */
        while (atomic_load(&handled) != i + 1) continue;
    }
    atomic_store(&stop, 1);
    join(thread);
}

/* A signal that comes while a system call ends is not left for the next one. */
#define LEAVINGS 20000
static atomic_int leaving;

static void *leave(void *unused)
{
    for (int i = 0; i < LEAVINGS; i++) {
        atomic_store(&leaving, i + 1);
        syscall(SYS_getppid);
        while (atomic_load(&handled) != i + 1) continue;
    }
    return unused;
}

static void check_leaving(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    pthread_t thread = start(leave, NULL);
    for (int i = 0; i < LEAVINGS; i++) {
        while (atomic_load(&leaving) != i + 1) continue;
        for (volatile int spins = i % 64; spins > 0; spins--) continue;
        CHECK(pthread_kill(thread, SIGUSR1) == 0);
    }
    join(thread);
}

/* More threads than CPUs, which move between them: each keeps its vector registers and its TLS. */
static __thread uint64_t own_word;

static void *keep(void *seed)
{
    uint64_t value = (uint64_t)(intptr_t)seed + 0x1234, found;
    own_word = value;
    __asm__ volatile("movq %0, %%xmm7" : : "r"(value) : "xmm7");
    for (int i = 0; i < 3000; i++) {
        __asm__ volatile("movq %%xmm7, %0" : "=r"(found));
        CHECK(found == value && own_word == value);
        /* A system call by hand: a function could use the register. */
        long result = SYS_sched_yield;
        __asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
        for (volatile int spins = 0; spins < 100; spins++) continue;
    }
    return NULL;
}

static void check_registers(void)
{
    pthread_t threads[THREADS_MAX];
    for (intptr_t i = 0; i < THREADS_MAX; i++) threads[i] = start(keep, (void *)i);
    for (int i = 0; i < THREADS_MAX; i++) join(threads[i]);
}

static void *nothing(void *argument)
{
    return argument;
}

static void *create_and_join(void *unused)
{
    for (int i = 0; i < 100; i++) join(start(nothing, NULL));
    return unused;
}

static void check_create(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) threads[i] = start(create_and_join, NULL);
    for (int i = 0; i < 4; i++) join(threads[i]);
}

/* The end of the process does not wait for those that compute. */
static void check_exit(void)
{
    for (int i = 0; i < cpus(); i++) start(spin, NULL);
    while (atomic_load(&spinner) == 0) sched_yield();
    printf("ok exit\n");
    fflush(stdout);
    syscall(SYS_exit_group, 7);
}

static void check_crash(void)
{
    for (int i = 0; i < cpus(); i++) start(spin, NULL);
    while (atomic_load(&spinner) == 0) sched_yield();
    *(volatile int *)8 = 1;
}

int main(int argc, char **argv)
{
    static const struct check checks[] = {
        {"told", check_told},       {"parallel", check_parallel}, {"affinity", check_affinity},
        {"futex", check_futex},     {"mutex", check_mutex},       {"channels", check_channels},
        {"signals", check_signals}, {"leaving", check_leaving},   {"registers", check_registers},
        {"create", check_create},   {"exit", check_exit},         {"crash", check_crash},
    };
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
