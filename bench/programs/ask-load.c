/* SPDX-License-Identifier: MIT */
/*
 * Clients of a server whose answers are known: each sends the same request over its connection again as soon
 * as it has the whole answer, every byte of which is compared.
 *
 *     ask-load ADDRESS PORT CONNECTIONS SECONDS REQUEST ANSWER
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 1024
/* A server that is silent for so long has lost a request. */
#define SILENCE_MS 10000

static const char *request, *answer;
static size_t request_length, answer_length;
/* Bytes of the answer that a connection has, by descriptor. */
static size_t have[MOST_CONNECTIONS + 64];

static void __attribute__((noreturn)) fail(const char *what)
{
    printf("ask-load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void send_request(int fd)
{
    have[fd] = 0;
    if (send(fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) fail("cannot send");
}

/* Gives 1 when the answer is complete. */
static int take_answer(int fd)
{
    char bytes[65536];
    ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
    if (count <= 0) fail("the server has closed a connection");
    if (have[fd] + (size_t)count > answer_length || memcmp(answer + have[fd], bytes, (size_t)count) != 0) {
        errno = EBADMSG;
        fail("a wrong answer");
    }
    have[fd] += (size_t)count;
    return have[fd] == answer_length;
}

static int open_connection(int poller, const struct sockaddr_in *server)
{
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || fd >= MOST_CONNECTIONS + 64) fail("cannot make a socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(fd, (const struct sockaddr *)server, sizeof(*server)) != 0) fail("cannot connect");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0) fail("cannot watch");
    return fd;
}

int main(int argc, char **argv)
{
    struct sockaddr_in server = {.sin_family = AF_INET};
    if (argc != 7 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) return 2;
    server.sin_port = htons((unsigned short)atoi(argv[2]));
    int clients[MOST_CONNECTIONS], connections = atoi(argv[3]), poller = epoll_create1(EPOLL_CLOEXEC);
    if (connections < 1 || connections > MOST_CONNECTIONS) return 2;
    request = argv[5], request_length = strlen(request);
    answer = argv[6], answer_length = strlen(answer);
    for (int at = 0; at < connections; at++) clients[at] = open_connection(poller, &server);

    long long count = 0, start = now(), end = start + (long long)(atof(argv[4]) * 1e9), time = start;
    struct epoll_event events[MOST_CONNECTIONS];
    for (int at = 0; at < connections; at++) send_request(clients[at]);
    int asked = connections;
    while (asked > 0) {
        int ready = epoll_wait(poller, events, MOST_CONNECTIONS, SILENCE_MS);
        if (ready <= 0) fail(ready == 0 ? "no answer" : "cannot wait");
        time = now();
        for (int at = 0; at < ready; at++) {
            if (!take_answer(events[at].data.fd)) continue;
            count++;
            if (time < end)
                send_request(events[at].data.fd);
            else
                asked--;
        }
    }
    printf("%lld answers in %lld ns\n", count, time - start);
    return 0;
}
