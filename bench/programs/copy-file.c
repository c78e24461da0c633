/* SPDX-License-Identifier: MIT */
/*
 * What `cat FILE > /dev/null` does, with the buffer that GNU cat takes, twice: the first time from the disk,
 * the second time from memory. Prints the bytes and the nanoseconds of each.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static char buffer[128 * 1024];

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int64_t copy(const char *path, int to)
{
    int from = open(path, O_RDONLY);
    if (from < 0) return -1;
    int64_t total = 0;
    ssize_t count;
    while ((count = read(from, buffer, sizeof(buffer))) > 0) {
        if (write(to, buffer, (size_t)count) != count) return -1;
        total += count;
    }
    close(from);
    return count < 0 ? -1 : total;
}

int main(int argc, char **argv)
{
    int null = open("/dev/null", O_WRONLY);
    for (int round = 0; round < 2; round++) {
        int64_t start = now_ns();
        int64_t bytes = argc == 2 && null >= 0 ? copy(argv[1], null) : -1;
        if (bytes < 0) {
            perror("copy-file");
            return 1;
        }
        printf("copied %lld bytes in %lld ns\n", (long long)bytes, (long long)(now_ns() - start));
    }
    return 0;
}
