/* SPDX-License-Identifier: MIT */
/*
 * Asks a server that may not be there yet until it answers, and prints when that was, on the clock that all
 * of the host shares (CLOCK_MONOTONIC), in nanoseconds.
 *
 *     first-answer ADDRESS PORT SECONDS REQUEST ANSWER
 *
 * ANSWER is how the answer must begin. Each try is a connection of its own, so that none waits for TCP to
 * send a first packet again, which it does after a second.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 5
#define ANSWER_MS 5000

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int wait_for(int fd, short events, int milliseconds)
{
    struct pollfd one = {.fd = fd, .events = events};
    return poll(&one, 1, milliseconds) == 1;
}

static int connected(int fd, const struct sockaddr_in *server)
{
    int error = 0;
    socklen_t size = sizeof(error);
    connect(fd, (const struct sockaddr *)server, sizeof(*server));
    return wait_for(fd, POLLOUT, CONNECT_MS) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
           error == 0;
}

/* 1: as it should be; 0: the server is not there yet; -1: it says something else. */
static int ask(int fd, const char *request, const char *answer)
{
    char got[256];
    size_t have = 0, wanted = strlen(answer);
    if (wanted > sizeof(got) || send(fd, request, strlen(request), MSG_NOSIGNAL) < 0) return 0;
    while (have < wanted) {
        if (!wait_for(fd, POLLIN, ANSWER_MS)) return 0;
        ssize_t count = recv(fd, got + have, sizeof(got) - have, 0);
        if (count <= 0) return 0;
        have += (size_t)count;
    }
    return memcmp(got, answer, wanted) == 0 ? 1 : -1;
}

int main(int argc, char **argv)
{
    struct sockaddr_in server = {.sin_family = AF_INET};
    if (argc != 6 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) return 2;
    server.sin_port = htons((unsigned short)atoi(argv[2]));
    long long end = now() + atoll(argv[3]) * 1000000000LL;
    while (now() < end) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) return 2;
        int outcome = connected(fd, &server) ? ask(fd, argv[4], argv[5]) : 0;
        long long when = now();
        close(fd);
        if (outcome == 1) return printf("answered at %lld\n", when) < 0;
        if (outcome < 0) return printf("answered something else\n"), 1;
        poll(NULL, 0, 1);
    }
    printf("no answer\n");
    return 1;
}
