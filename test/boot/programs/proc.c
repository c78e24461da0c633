// SPDX-License-Identifier: MIT
/* What is in /proc, /sys and /dev: each argument names a check, which prints "ok NAME" or says what went
 * wrong and exits with 1. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/ioctl.h>

#include "file-check.h"

static void read_file(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY);
    CHECK(file >= 0);
    size_t done = 0;
    ssize_t count;
    while ((count = read(file, text + done, size - 1 - done)) > 0) done += (size_t)count;
    CHECK(count == 0);
    text[done] = 0;
    close(file);
}

static void check_proc(void)
{
    static char text[65536];
    char path[64], target[256] = "";
    read_file("/proc/self/maps", text, sizeof(text));
    CHECK(strstr(text, "[stack]") && strstr(text, "r-x"));
    read_file("/proc/self/status", text, sizeof(text));
    CHECK(strstr(text, "Pid:\t2\n") && strstr(text, "Threads:\t1\n") && strstr(text, "VmRSS:"));
    read_file("/proc/self/stat", text, sizeof(text));
    int pid, parent, spaces = 0;
    char state;
    CHECK(sscanf(text, "%d (%*[^)]) %c %d", &pid, &state, &parent) == 3 && pid == 2 && state == 'R' &&
          parent == 1);
    for (char *at = text; *at; at++) spaces += *at == ' ';
    CHECK(spaces == 51);
    read_file("/proc/meminfo", text, sizeof(text));
    CHECK(strncmp(text, "MemTotal:       ", 16) == 0 && strstr(text, "\nMemAvailable:"));
    read_file("/proc/cpuinfo", text, sizeof(text));
    CHECK(strstr(text, "processor\t: 0\n") && strstr(text, " sse2 "));
    read_file("/proc/self/mounts", text, sizeof(text));
    CHECK(strstr(text, "/dev/vda / rofs ro,") && strstr(text, "proc /proc proc"));
    read_file("/proc/sys/kernel/osrelease", text, sizeof(text));
    CHECK(text[0] >= '3' && strchr(text, '\n'));
    read_file("/proc/sys/kernel/random/uuid", text, sizeof(text));
    CHECK(strlen(text) == 37 && text[14] == '4');
    /* An opening is reached by its descriptor, its name being gone or not. */
    int file = open("/tmp/open", O_CREAT | O_RDWR, 0600);
    CHECK(write(file, "content", 7) == 7 && unlink("/tmp/open") == 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    CHECK(readlink(path, target, sizeof(target)) > 0 && strcmp(target, "/tmp/open (deleted)") == 0);
    read_file(path, text, sizeof(text));
    CHECK(strcmp(text, "content") == 0);
    int ends[2];
    CHECK(pipe(ends) == 0 && write(ends[1], "piped", 5) == 5);
    snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    close(ends[1]);
    read_file(path, text, sizeof(text));
    CHECK(strcmp(text, "piped") == 0);
    FAILS(ENOENT, open("/proc/self/fd/99", O_RDONLY));
    FAILS(ENOENT, open("/proc/3", O_RDONLY));
    int comm = open("/proc/self/comm", O_RDWR);
    CHECK(write(comm, "renamed\n", 8) == 8);
    read_file("/proc/thread-self/comm", text, sizeof(text));
    CHECK(strcmp(text, "renamed\n") == 0);
    FAILS(EACCES, open("/proc/self/maps", O_RDWR));
    read_file("/sys/devices/system/cpu/online", text, sizeof(text));
    CHECK(strcmp(text, "0\n") == 0 && sysconf(_SC_NPROCESSORS_ONLN) == 1 &&
          sysconf(_SC_NPROCESSORS_CONF) == 1);
}

static void check_devices(void)
{
    char text[64];
    memset(text, 1, sizeof(text));
    int zero = open("/dev/zero", O_RDWR), null = open("/dev/null", O_RDWR), full = open("/dev/full", O_RDWR);
    CHECK(read(zero, text, 64) == 64 && text[0] == 0 && text[63] == 0 && write(zero, text, 64) == 64);
    CHECK(read(null, text, 64) == 0 && write(null, text, 64) == 64 && lseek(null, 5, SEEK_SET) == 0);
    CHECK(read(full, text, 64) == 64);
    FAILS(ENOSPC, write(full, text, 1));
    char one[64], two[64];
    CHECK(read(open("/dev/urandom", O_RDONLY), one, 64) == 64 &&
          read(open("/dev/random", O_RDONLY), two, 64) == 64);
    CHECK(memcmp(one, two, 64) != 0 && write(open("/dev/urandom", O_WRONLY), one, 64) == 64);
    struct stat status;
    CHECK(stat("/dev/null", &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == 0x103);
    CHECK(fstat(1, &status) == 0 && S_ISCHR(status.st_mode));
    FAILS(ENOTTY, ioctl(null, 0x5401, text));
    /* Standard output by its name. */
    int output = open("/dev/stdout", O_WRONLY);
    CHECK(output >= 0 && write(output, "", 0) == 0);
}

static const struct check checks[] = {
    {"proc", check_proc},
    {"devices", check_devices},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
