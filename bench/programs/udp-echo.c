/* SPDX-License-Identifier: MIT */
/* Sends every datagram on port 7 back to whom it is from: the least that a server can do. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    int server = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(7)};
    if (server < 0 || bind(server, (struct sockaddr *)&address, sizeof(address)) != 0) {
        perror("udp-echo: port 7");
        return 1;
    }
    puts("ready");
    for (;;) {
        char datagram[2048];
        struct sockaddr_in from;
        socklen_t length = sizeof(from);
        ssize_t size = recvfrom(server, datagram, sizeof(datagram), 0, (struct sockaddr *)&from, &length);
        if (size >= 0) sendto(server, datagram, (size_t)size, 0, (struct sockaddr *)&from, length);
    }
}
