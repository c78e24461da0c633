/* SPDX-License-Identifier: MIT */
/* Calls the cheapest system call, as often as the first argument says, and prints the nanoseconds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(int argc, char **argv)
{
    long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    int64_t start = now_ns();
    for (long i = 0; i < count; i++) syscall(SYS_getppid);
    printf("called %ld times in %lld ns\n", count, (long long)(now_ns() - start));
    return 0;
}
