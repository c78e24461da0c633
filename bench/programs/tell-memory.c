/* SPDX-License-Identifier: MIT */
/*
 * A library for LD_PRELOAD: beside whatever program it is in, a thread tells over TCP how much memory the
 * system has, so that the memory of a guest whose only program is a server can be watched. For each byte that
 * it is sent it answers a line: MemAvailable and MemFree of /proc/meminfo, in KiB, 11 digits each.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 7
#define CLIENTS_WAITING 4

static unsigned long amount(const char *meminfo, const char *name)
{
    const char *row = strstr(meminfo, name);
    return row != NULL ? strtoul(row + strlen(name), NULL, 10) : 0;
}

static int tell(int client)
{
    char text[1024], line[32];
    int file = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, text, sizeof(text) - 1) : -1;
    if (file >= 0) close(file);
    text[size > 0 ? size : 0] = 0;
    int length = snprintf(line, sizeof(line), "%11lu %11lu\n", amount(text, "MemAvailable:"),
                          amount(text, "MemFree:"));
    return write(client, line, (size_t)length) == length;
}

static void *serve(void *argument)
{
    int listener = *(int *)argument;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        for (char byte; client >= 0 && read(client, &byte, 1) == 1 && tell(client);) continue;
        if (client >= 0) close(client);
    }
    return NULL;
}

__attribute__((constructor)) static void start(void)
{
    static int listener;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    pthread_t thread;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, CLIENTS_WAITING) != 0 || pthread_create(&thread, NULL, serve, &listener) != 0)
        perror("tell-memory");
}
