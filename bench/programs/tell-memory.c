/* SPDX-License-Identifier: MIT */
/*
 * A library that a program loads beside its own (LD_PRELOAD): a thread of it answers each connection to port
 * 9 with what /proc/meminfo says, so that the memory of a guest whose only program is a server can be
 * watched.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 9

static void tell(int to)
{
    char text[4096];
    int from = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    ssize_t length = read(from, text, sizeof(text));
    if (from < 0 || length < 0 || write(to, text, (size_t)length) != length) abort();
    close(from);
    close(to);
}

static void *serve(void *unused)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(listener, (struct sockaddr *)&here, sizeof(here)) != 0 || listen(listener, 1) != 0)
        abort();
    for (;;) {
        int to = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (to >= 0) tell(to);
    }
    return unused;
}

static void __attribute__((constructor)) start(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0) abort();
}
