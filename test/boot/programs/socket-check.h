// SPDX-License-Identifier: MIT
/* What programs that check sockets, and waiting for what comes, share. Each includes it last, behind
 * _GNU_SOURCE. */
#pragma once

#include "file-check.h"
#include "thread-check.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

static inline long now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static inline void sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static volatile sig_atomic_t caught;
static inline void catch (int signal)
{
    caught = signal;
}

static inline int events_of(int descriptor)
{
    struct pollfd polled = {descriptor, POLLIN | POLLOUT | POLLRDHUP, 0};
    CHECK(poll(&polled, 1, 0) >= 0);
    return polled.revents;
}

/* Writes "late" to a descriptor, a little later. */
static inline void *write_late(void *descriptor)
{
    sleep_ms(50);
    CHECK(write((int)(intptr_t)descriptor, "late", 4) == 4);
    return NULL;
}
