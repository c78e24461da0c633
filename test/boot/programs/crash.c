// SPDX-License-Identifier: MIT
/* Ends in the way that the argument names, from a depth at which a call chain tells something. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noipa))

/* Read at run time only, so that the compiler cannot see what is wrong. */
static int *volatile null_pointer;
static void (*volatile null_function)(void);
static volatile int hundred = 100, zero;

static NOINLINE int compare_entries(const void *left, const void *right)
{
    return *null_pointer + *(const int *)left - *(const int *)right;
}

static NOINLINE void sort_table(void)
{
    int table[] = {4, 3, 2, 1};
    qsort(table, 4, sizeof table[0], compare_entries);
    printf("%d\n", table[0]);
}

static void *thread_main(void *argument)
{
    sort_table();
    return argument;
}

static NOINLINE void in_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, thread_main, NULL) == 0) pthread_join(thread, NULL);
}

static NOINLINE int recurse(int depth)
{
    volatile char frame[1000];
    frame[depth % (int)sizeof frame] = (char)depth;
    return recurse(depth + 1) + frame[0];
}

static NOINLINE void overflow_stack(void)
{
    printf("%d\n", recurse(1));
}

static NOINLINE void call_nothing(void)
{
    null_function();
    puts("back");
}

static NOINLINE void divide(void)
{
    printf("%d\n", hundred / zero);
}

static NOINLINE void abort_it(void)
{
    fputs("about to abort\n", stderr);
    abort();
}

static NOINLINE void kill_itself(void)
{
    kill(getpid(), SIGKILL);
    puts("alive");
}

static NOINLINE void wait_for_ever(void)
{
    puts("ready");
    fflush(stdout);
    for (;;) pause();
}

static const struct {
    const char *name;
    void (*run)(void);
} ends[] = {
    {"null", sort_table}, {"thread", in_thread}, {"overflow", overflow_stack}, {"call", call_nothing},
    {"divide", divide},   {"abort", abort_it},   {"kill", kill_itself},        {"wait", wait_for_ever},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof ends / sizeof ends[0]; i++)
        if (strcmp(argv[1], ends[i].name) == 0) ends[i].run();
    return 0;
}
