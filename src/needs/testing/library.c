// SPDX-License-Identifier: MIT
// A library of which each function gets at functions of libc in a way of its own.
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default"), noinline))
#define OWN __attribute__((noinline)) static

EXPORTED int direct(void)
{
    return getpid();
}

OWN int inner(int x)
{
    return getppid() + x;
}
EXPORTED int chain(int x)
{
    return inner(x) * 2;
}

EXPORTED int last(int x)
{
    return isatty(x);
}

OWN void told(const char *text)
{
    perror(text);
    abort();
}
EXPORTED int seldom(int x)
{
    if (__builtin_expect(x == 42, 0)) told("seldom");
    return x + 1;
}

EXPORTED int choice(int x, char *text)
{
    switch (x) {
    case 0: return getuid();
    case 1: return (int)strlen(text);
    case 2: return (int)times(NULL);
    case 3: return atoi(text);
    case 4: return text[4] * 3;
    case 5: return chdir(text);
    case 6: return rmdir(text);
    case 7: return unlink(text);
    }
    return -1;
}

OWN int first(void)
{
    return getgid();
}
OWN int second(void)
{
    return geteuid();
}
static int (*const table[])(void) = {first, second};
EXPORTED int by_table(int x)
{
    return table[x - 1]();
}

struct operations {
    int (*run)(void);
};
OWN int run(void)
{
    return getegid();
}
static const struct operations hidden = {run};
static const struct operations *const way[] = {&hidden, &hidden + 1};
EXPORTED const struct operations *by_data(int x)
{
    return way[x];
}

OWN int exported_run(void)
{
    return getpgrp();
}
__attribute__((visibility("default"))) struct operations offered = {exported_run};
EXPORTED struct operations *by_exported_data(void)
{
    return &offered;
}

OWN void at_end(void)
{
    sync();
}
EXPORTED int handed_out(void)
{
    return atexit(at_end);
}

EXPORTED int through_itself(void)
{
    return direct() + 1;
}

__attribute__((constructor)) static void constructed(void)
{
    setenv("CONSTRUCTED", "1", 1);
}

extern int nobody_has_it(void) __attribute__((weak));
EXPORTED int weakly(void)
{
    return nobody_has_it != NULL ? nobody_has_it() : 0;
}
