// SPDX-License-Identifier: MIT
/* What programs that check sockets share. Each includes it last, behind _GNU_SOURCE. */
#pragma once

#include "file-check.h"

#include <poll.h>
#include <pthread.h>
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

static inline pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, function, argument) == 0);
    return thread;
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

static inline void *write_late(void *descriptor)
{
    sleep_ms(50);
    CHECK(write((int)(intptr_t)descriptor, "late", 4) == 4);
    return NULL;
}
