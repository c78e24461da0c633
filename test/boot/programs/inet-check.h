// SPDX-License-Identifier: MIT
/* What programs that check TCP and UDP share. */
#pragma once

#include "socket-check.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

static inline struct sockaddr_in local(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static inline int port_of(int descriptor)
{
    struct sockaddr_in6 address;
    socklen_t length = sizeof(address);
    CHECK(getsockname(descriptor, (struct sockaddr *)&address, &length) == 0);
    return ntohs(address.sin6_port); /* at the same place in both families */
}

static inline int listener_of(int backlog)
{
    struct sockaddr_in address = local(0);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(listener >= 0 && bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0);
    CHECK(listen(listener, backlog) == 0);
    return listener;
}

/* A connection and its other end, over loopback. */
static inline void connection_of(int ends[2])
{
    int listener = listener_of(5);
    struct sockaddr_in address = local(port_of(listener));
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(ends[0], (struct sockaddr *)&address, sizeof(address)) == 0);
    ends[1] = accept(listener, NULL, NULL);
    CHECK(ends[1] >= 0 && close(listener) == 0);
}

static inline int number_of(int descriptor, int level, int option)
{
    int value = -1;
    socklen_t length = sizeof(value);
    CHECK(getsockopt(descriptor, level, option, &value, &length) == 0 && length == sizeof(value));
    return value;
}
