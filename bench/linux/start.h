/* SPDX-License-Identifier: MIT */
/*
 * What the first processes of the Linux that Thimble is compared with have in common. Anything that fails is
 * said on the console, and the machine powers off.
 */
#ifndef BENCH_LINUX_START_H
#define BENCH_LINUX_START_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

static void __attribute__((noreturn)) fail(const char *what, const char *which)
{
    printf("init: %s %s: %s\n", what, which, strerror(errno));
    fflush(stdout);
    reboot(RB_POWER_OFF);
    for (;;) pause();
}

static inline void load_module(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) != 0 && errno != EEXIST)) fail("cannot load", path);
    close(fd);
}

/* Loads what /modules lists, one path a line. */
static inline void load_modules(void)
{
    char line[256];
    FILE *list = fopen("/modules", "re");
    if (list == NULL) fail("cannot open", "/modules");
    while (fgets(line, sizeof(line), list) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        load_module(line);
    }
    fclose(list);
}

#endif
