// SPDX-License-Identifier: MIT
/*
 * A server that sends a file to each client, empties it and writes other bytes into it, while most of the
 * first ones are still on their way. Whoever connects to the port above is told of that by one byte.
 */
#define _GNU_SOURCE
#include "socket-check.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <unistd.h>

#define PORT 7000
#define SIZE (256u << 10)

static unsigned char bytes[SIZE];

static int listen_at(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(listener, 5) == 0);
    return listener;
}

int main(void)
{
    int clients = listen_at(PORT), watchers = listen_at(PORT + 1);
    int file = open("/tmp/file", O_RDWR | O_CREAT, 0600);
    puts("serving");
    fflush(stdout);
    for (unsigned number = 0;; number++) {
        int client = accept(clients, NULL, NULL);
        for (unsigned i = 0; i < SIZE; i++) bytes[i] = (unsigned char)(i * 7 + (i >> 12) + number);
        CHECK(pwrite(file, bytes, SIZE, 0) == SIZE);
        for (off_t offset = 0; offset < SIZE;) CHECK(sendfile(client, file, &offset, SIZE) > 0);
        memset(bytes, 0xff, SIZE);
        CHECK(ftruncate(file, 0) == 0 && pwrite(file, bytes, SIZE, 0) == SIZE);
        int watcher = accept(watchers, NULL, NULL);
        CHECK(write(watcher, "x", 1) == 1 && read(client, bytes, 1) == 0);
        close(watcher);
        close(client);
    }
}
