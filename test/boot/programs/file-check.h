// SPDX-License-Identifier: MIT
/* What programs that check files share. Each includes it last, behind its own headers and _GNU_SOURCE. */
#pragma once

#include "check.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FAILS(expected, call) CHECK((errno = 0, (call) == -1) && errno == (expected))

/* A new file with that text, open for reading and writing, positioned at its end. */
static inline int make(const char *path, const char *text)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    CHECK(file >= 0);
    CHECK(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    return file;
}

/* Whether a file has that text (up to 255 bytes) and nothing else. */
static inline bool contains(const char *path, const char *text)
{
    char buffer[256] = "";
    int file = open(path, O_RDONLY);
    CHECK(file >= 0);
    ssize_t count = read(file, buffer, sizeof(buffer) - 1);
    CHECK(count >= 0);
    close(file);
    return strcmp(buffer, text) == 0;
}

/* As RUN_CHECKS; each check finds descriptors, working directory and umask as the first one did. */
#define RUN_FILE_CHECKS(argc, argv, checks)                                                                  \
    do {                                                                                                     \
        for (int argument = 1; argument < (argc); argument++) {                                              \
            char *one[] = {(argv)[0], (argv)[argument]};                                                     \
            RUN_CHECKS(2, one, checks);                                                                      \
            CHECK(syscall(SYS_close_range, 3, ~0u, 0) == 0 && chdir("/") == 0);                              \
            umask(022);                                                                                      \
        }                                                                                                    \
    } while (0)
