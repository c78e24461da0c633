// SPDX-License-Identifier: MIT
/* A server that sends back what it gets, in one thread and in memory that does not grow: for a client who
 * does not read, it does not read either. So what many clients take is the kernel's. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 7000
#define CLIENTS_MAX 4096
#define BUFFER_SIZE 128

/* Of a client, by descriptor: what has not been sent back yet. */
static struct client {
    unsigned char waiting;
    char bytes[BUFFER_SIZE - 1];
} clients[CLIENTS_MAX];

static void watch(int events, int operation, int descriptor, unsigned wanted)
{
    struct epoll_event event = {.events = wanted, .data.fd = descriptor};
    if (epoll_ctl(events, operation, descriptor, &event) != 0 && operation == EPOLL_CTL_ADD)
        close(descriptor);
}

/* Whether the client is still there. */
static int serve(int events, int descriptor)
{
    struct client *client = &clients[descriptor];
    for (;;) {
        if (client->waiting == 0) {
            ssize_t size = recv(descriptor, client->bytes, sizeof(client->bytes), MSG_DONTWAIT);
            if (size == 0 || (size < 0 && errno != EAGAIN)) return 0;
            if (size < 0) {
                watch(events, EPOLL_CTL_MOD, descriptor, EPOLLIN);
                return 1;
            }
            client->waiting = (unsigned char)size;
        }
        ssize_t size = send(descriptor, client->bytes, client->waiting, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN) return 0;
        if (size < 0) {
            watch(events, EPOLL_CTL_MOD, descriptor, EPOLLOUT);
            return 1;
        }
        client->waiting -= (unsigned char)size;
        memmove(client->bytes, client->bytes + size, client->waiting);
    }
}

int main(void)
{
    struct rlimit limit = {CLIENTS_MAX, CLIENTS_MAX};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), events = epoll_create1(0);
    setrlimit(RLIMIT_NOFILE, &limit);
    if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(listener, SOMAXCONN) != 0)
        return 1;
    watch(events, EPOLL_CTL_ADD, listener, EPOLLIN);
    memset(clients, 1, sizeof(clients)); /* there from now on */
    puts("serving");
    fflush(stdout);
    for (struct epoll_event event;;) {
        if (epoll_wait(events, &event, 1, -1) != 1) continue;
        if (event.data.fd != listener) {
            if (!serve(events, event.data.fd)) close(event.data.fd);
            continue;
        }
        int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (client < 0) continue;
        clients[client].waiting = 0;
        watch(events, EPOLL_CTL_ADD, client, EPOLLIN);
    }
}
