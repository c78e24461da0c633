// SPDX-License-Identifier: MIT
// An ordinary Linux program: nothing in it knows about Thimble, and the same file runs on the host.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static int fail(const char *what)
{
    fprintf(stderr, "hello: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    struct utsname system;
    if (uname(&system) != 0) return fail("uname");
    printf("Hello from %s!\n", argc > 1 ? argv[1] : "a guest");
    printf("I am %s, process %d on %s %s (%s).\n", argv[0], (int)getpid(), system.sysname, system.release,
           system.machine);

    struct timespec up;
    if (clock_gettime(CLOCK_MONOTONIC, &up) != 0) return fail("clock_gettime");
    printf("This machine has been up for %lld.%03ld s.\n", (long long)up.tv_sec, up.tv_nsec / 1000000);

    const char *path = "/tmp/note";
    FILE *note = fopen(path, "w+");
    if (note == NULL) return fail(path);
    char line[64] = "";
    fputs("written to a file and read back\n", note);
    rewind(note);
    if (fgets(line, sizeof line, note) == NULL) return fail(path);
    fclose(note);
    printf("%s: %s", path, line);
    return 0;
}
