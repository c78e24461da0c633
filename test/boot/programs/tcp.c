// SPDX-License-Identifier: MIT
/* TCP over loopback: each argument names a check, which prints "ok NAME" or says what went wrong and exits
 * with 1. */
#define _GNU_SOURCE
#include "inet-check.h"

static char block[4 << 20], copy[4 << 20];

static void check_connect(void)
{
    struct sockaddr_in address, peer;
    socklen_t length = sizeof(peer);
    char text[8];
    int listener = listener_of(5), client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    address = local(port_of(listener));
    CHECK(port_of(listener) != 0 && events_of(listener) == 0);
    CHECK(number_of(listener, SOL_SOCKET, SO_ACCEPTCONN) == 1);
    FAILS(ENOTCONN, getpeername(client, (struct sockaddr *)&peer, &length));
    FAILS(EPIPE, send(client, "x", 1, MSG_NOSIGNAL));
    FAILS(ENOTCONN, recv(client, text, 1, 0));
    CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
    FAILS(EISCONN, connect(client, (struct sockaddr *)&address, sizeof(address)));
    int end = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK);
    CHECK(end >= 0 && length == sizeof(peer) && ntohs(peer.sin_port) == port_of(client));
    CHECK(peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK) && peer.sin_family == AF_INET);
    FAILS(EAGAIN, read(end, text, 8));
    CHECK(write(client, "hello", 5) == 5 && poll(&(struct pollfd){end, POLLIN, 0}, 1, 1000) == 1);
    int bytes;
    CHECK(ioctl(end, FIONREAD, &bytes) == 0 && bytes == 5);
    CHECK(recv(end, text, 8, MSG_PEEK) == 5 && read(end, text, 2) == 2 && read(end, text, 8) == 3);
    CHECK(memcmp(text, "llo", 3) == 0);
    struct iovec vectors[2] = {{"ab", 2}, {"cd", 2}};
    CHECK(writev(end, vectors, 2) == 4 && recv(client, text, 4, MSG_WAITALL) == 4);
    FAILS(EFAULT, syscall(SYS_write, client, 8l, 4));
    /* Nobody there; another family; an address that is not ours. */
    close(listener);
    int other = socket(AF_INET, SOCK_STREAM, 0);
    FAILS(ECONNREFUSED, connect(other, (struct sockaddr *)&address, sizeof(address)));
    address.sin_family = AF_INET6;
    FAILS(EAFNOSUPPORT, connect(other, (struct sockaddr *)&address, sizeof(address)));
    address = local(0);
    address.sin_addr.s_addr = htonl(0x01020304);
    FAILS(EADDRNOTAVAIL, bind(other, (struct sockaddr *)&address, sizeof(address)));
    FAILS(EINVAL, bind(other, (struct sockaddr *)&address, 8));
    FAILS(EPROTONOSUPPORT, socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
}

static void *drain(void *argument)
{
    size_t got = 0;
    for (ssize_t count; (count = read((int)(intptr_t)argument, copy + got, 50000)) > 0;) got += (size_t)count;
    return (void *)got;
}

static void check_bulk(void)
{
    int ends[2];
    void *got;
    connection_of(ends);
    for (size_t i = 0; i < sizeof(block); i++) block[i] = (char)(i * 11 + i / 777);
    pthread_t thread = start(drain, (void *)(intptr_t)ends[1]);
    CHECK(write(ends[0], block, sizeof(block)) == sizeof(block) && shutdown(ends[0], SHUT_WR) == 0);
    pthread_join(thread, &got);
    CHECK((size_t)got == sizeof(block) && memcmp(block, copy, sizeof(block)) == 0);
}

static void check_nonblocking(void)
{
    int listener = listener_of(5), client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = local(port_of(listener));
    FAILS(EINPROGRESS, connect(client, (struct sockaddr *)&address, sizeof(address)));
    CHECK(poll(&(struct pollfd){client, POLLOUT, 0}, 1, 1000) == 1);
    CHECK(number_of(client, SOL_SOCKET, SO_ERROR) == 0);
    CHECK(poll(&(struct pollfd){listener, POLLIN, 0}, 1, 1000) == 1);
    int end = accept(listener, NULL, NULL);
    CHECK(end >= 0);
    /* Full, then room again, by edges. */
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLOUT | EPOLLIN | EPOLLRDHUP | EPOLLET}, got;
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event) == 0 && epoll_wait(epoll, &got, 1, 0) == 1);
    size_t total = 0, back = 0;
    ssize_t sent;
    while ((sent = write(client, block + total, sizeof(block) - total)) > 0) total += (size_t)sent;
    CHECK(errno == EAGAIN && total > 50000 && !(events_of(client) & POLLOUT));
    CHECK(epoll_wait(epoll, &got, 1, 0) == 0);
    while (back < total) {
        ssize_t count = read(end, copy + back, 40000);
        CHECK(count > 0);
        back += (size_t)count;
    }
    CHECK(epoll_wait(epoll, &got, 1, 5000) == 1 && (got.events & EPOLLOUT));
    CHECK(close(end) == 0 && epoll_wait(epoll, &got, 1, 5000) == 1 && (got.events & EPOLLRDHUP));
    /* Refused. */
    close(listener);
    client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof(address)) != 0 && errno == EINPROGRESS) {
        struct pollfd polled = {client, POLLOUT, 0};
        CHECK(poll(&polled, 1, 1000) == 1 && (polled.revents & POLLERR));
        CHECK(number_of(client, SOL_SOCKET, SO_ERROR) == ECONNREFUSED);
        CHECK(number_of(client, SOL_SOCKET, SO_ERROR) == 0);
    } else {
        CHECK(errno == ECONNREFUSED);
    }
    /* Who asks again, with the same call, is told as well. */
    client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof(address)) != 0 && errno == EINPROGRESS) {
        CHECK(poll(&(struct pollfd){client, POLLOUT, 0}, 1, 1000) == 1);
        CHECK((events_of(client) & (POLLIN | POLLRDHUP)) == (POLLIN | POLLRDHUP));
        FAILS(ECONNREFUSED, connect(client, (struct sockaddr *)&address, sizeof(address)));
    }
    int again = listener_of(1), flags = fcntl(client, F_GETFL);
    address = local(port_of(again));
    CHECK(fcntl(client, F_SETFL, flags & ~O_NONBLOCK) == 0);
    CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
    int late = listener_of(1);
    struct timeval timeout = {0, 30000};
    CHECK(setsockopt(late, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0);
    FAILS(EAGAIN, accept(late, NULL, NULL));
}

static void check_end(void)
{
    int ends[2];
    char text[8];
    struct linger now = {1, 0};
    signal(SIGPIPE, catch);
    connection_of(ends);
    CHECK(write(ends[0], "bye", 3) == 3 && shutdown(ends[0], SHUT_WR) == 0);
    CHECK(read(ends[1], text, 8) == 3 && read(ends[1], text, 8) == 0);
    CHECK(events_of(ends[1]) & POLLRDHUP);
    FAILS(EPIPE, send(ends[0], "x", 1, MSG_NOSIGNAL));
    CHECK(write(ends[1], "more", 4) == 4 && read(ends[0], text, 8) == 4 && close(ends[1]) == 0);
    CHECK(read(ends[0], text, 8) == 0 && close(ends[0]) == 0);
    /* A reset. */
    connection_of(ends);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &now, sizeof(now)) == 0 && close(ends[0]) == 0);
    CHECK(poll(&(struct pollfd){ends[1], POLLIN, 0}, 1, 1000) == 1);
    FAILS(ECONNRESET, read(ends[1], text, 8));
    caught = 0;
    FAILS(EPIPE, write(ends[1], "x", 1));
    CHECK(caught == SIGPIPE);
    /* Bytes that nobody read are lost, and the sender is told. */
    connection_of(ends);
    CHECK(write(ends[0], "lost", 4) == 4 && poll(&(struct pollfd){ends[1], POLLIN, 0}, 1, 1000) == 1);
    CHECK(close(ends[1]) == 0);
    FAILS(ECONNRESET, read(ends[0], text, 8));
    /* A reset behind the end of all that the peer sends is no news to who reads, but to who writes. */
    connection_of(ends);
    CHECK(close(ends[1]) == 0 && poll(&(struct pollfd){ends[0], POLLIN, 0}, 1, 1000) == 1);
    CHECK(write(ends[0], "x", 1) == 1 && poll(&(struct pollfd){ends[0], 0, 0}, 1, 1000) == 1);
    FAILS(EPIPE, send(ends[0], "x", 1, MSG_NOSIGNAL));
    CHECK(read(ends[0], text, 8) == 0);
}

static void check_reuse(void)
{
    struct sockaddr_in address;
    int on = 1, first = listener_of(1), second = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(setsockopt(first, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
    address = local(port_of(first));
    FAILS(EADDRINUSE, bind(second, (struct sockaddr *)&address, sizeof(address)));
    int client = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
    int end = accept(first, NULL, NULL);
    /* The server closes first; its port is still taken for a while, but for those who know what they do. */
    char byte;
    CHECK(close(end) == 0 && close(first) == 0 && read(client, &byte, 1) == 0 && close(client) == 0);
    CHECK(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
    CHECK(bind(second, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(second, 1) == 0);
}

static void check_options(void)
{
    int ends[2], value = 1;
    connection_of(ends);
    CHECK(number_of(ends[0], IPPROTO_TCP, TCP_NODELAY) == 0);
    CHECK(setsockopt(ends[0], IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value)) == 0);
    CHECK(number_of(ends[0], IPPROTO_TCP, TCP_NODELAY) == 1);
    CHECK(number_of(ends[0], SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
    CHECK(number_of(ends[0], SOL_SOCKET, SO_PROTOCOL) == IPPROTO_TCP);
    value = 77;
    CHECK(setsockopt(ends[0], IPPROTO_TCP, TCP_KEEPIDLE, &value, sizeof(value)) == 0);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof(value)) == 0);
    CHECK(number_of(ends[0], IPPROTO_TCP, TCP_KEEPIDLE) == 77);
    CHECK(setsockopt(ends[0], IPPROTO_IP, IP_TTL, &value, sizeof(value)) == 0);
    CHECK(number_of(ends[0], IPPROTO_IP, IP_TTL) == 77 && number_of(ends[0], IPPROTO_IP, IP_TOS) == 0);
    struct tcp_info info;
    socklen_t length = sizeof(info);
    CHECK(getsockopt(ends[0], IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&
          info.tcpi_state == TCP_ESTABLISHED);
    CHECK(info.tcpi_snd_mss > 500 && info.tcpi_snd_cwnd > 0 && info.tcpi_rto > 0);
    FAILS(ENOPROTOOPT, setsockopt(ends[0], IPPROTO_TCP, 999, &value, sizeof(value)));
    /* Corked bytes come when they are let go. */
    value = 1;
    CHECK(setsockopt(ends[0], IPPROTO_TCP, TCP_CORK, &value, sizeof(value)) == 0);
    CHECK(write(ends[0], "a", 1) == 1 && write(ends[0], "b", 1) == 1);
    value = 0;
    CHECK(setsockopt(ends[0], IPPROTO_TCP, TCP_CORK, &value, sizeof(value)) == 0);
    char text[4];
    CHECK(recv(ends[1], text, 2, MSG_WAITALL) == 2 && memcmp(text, "ab", 2) == 0);
}

static void check_v6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6}, peer;
    socklen_t length = sizeof(peer);
    int listener = socket(AF_INET6, SOCK_STREAM, 0), client = socket(AF_INET6, SOCK_STREAM, 0), on = 1;
    CHECK(number_of(listener, IPPROTO_IPV6, IPV6_V6ONLY) == 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(listener, 5) == 0);
    address.sin6_port = htons((uint16_t)port_of(listener));
    address.sin6_addr = in6addr_loopback;
    CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0);
    CHECK(accept(listener, (struct sockaddr *)&peer, &length) >= 0 && length == sizeof(peer));
    CHECK(memcmp(&peer.sin6_addr, &in6addr_loopback, 16) == 0 && ntohs(peer.sin6_port) == port_of(client));
    /* IPv4 comes in too, with addresses that say so. */
    struct sockaddr_in v4 = local(port_of(listener));
    client = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(client, (struct sockaddr *)&v4, sizeof(v4)) == 0);
    int end = accept(listener, (struct sockaddr *)&peer, &length);
    char text[64];
    CHECK(end >= 0 && inet_ntop(AF_INET6, &peer.sin6_addr, text, sizeof(text)) != NULL);
    CHECK(strcmp(text, "::ffff:127.0.0.1") == 0);
    int only = socket(AF_INET6, SOCK_STREAM, 0), idle = 100;
    CHECK(setsockopt(only, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle)) == 0);
    CHECK(setsockopt(only, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0);
    address = (struct sockaddr_in6){.sin6_family = AF_INET6};
    CHECK(bind(only, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(only, 5) == 0);
    v4 = local(port_of(only));
    client = socket(AF_INET, SOCK_STREAM, 0);
    FAILS(ECONNREFUSED, connect(client, (struct sockaddr *)&v4, sizeof(v4)));
}

static void check_many(void)
{
    static int ends[300][2];
    int listener = listener_of(200);
    struct sockaddr_in address = local(port_of(listener));
    for (int i = 0; i < 300; i++) {
        ends[i][0] = socket(AF_INET, SOCK_STREAM, 0);
        CHECK(connect(ends[i][0], (struct sockaddr *)&address, sizeof(address)) == 0);
        ends[i][1] = accept(listener, NULL, NULL);
        CHECK(ends[i][1] >= 0 && write(ends[i][0], &i, sizeof(i)) == sizeof(i));
    }
    for (int i = 299; i >= 0; i--) {
        int number = -1;
        CHECK(read(ends[i][1], &number, sizeof(number)) == sizeof(number) && number == i);
    }
}

static const struct check checks[] = {
    {"connect", check_connect}, {"bulk", check_bulk},   {"nonblocking", check_nonblocking},
    {"end", check_end},         {"reuse", check_reuse}, {"options", check_options},
    {"v6", check_v6},           {"many", check_many},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
