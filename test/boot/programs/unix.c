// SPDX-License-Identifier: MIT
/* Unix-domain sockets: each argument names a check, which prints "ok NAME" or says what went wrong and exits
 * with 1. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

#include "file-check.h"

static long now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, function, argument) == 0);
    return thread;
}

static volatile sig_atomic_t caught;
static void catch (int signal)
{
    caught = signal;
}

static void pair_of(int type, int ends[2])
{
    CHECK(socketpair(AF_UNIX, type, 0, ends) == 0);
}

/* An address; a name beginning with '@' is abstract. */
static socklen_t name(struct sockaddr_un *address, const char *text)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    strcpy(address->sun_path, text);
    if (text[0] != '@') return sizeof(*address);
    address->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(text));
}

static int events_of(int descriptor)
{
    struct pollfd polled = {descriptor, POLLIN | POLLOUT | POLLRDHUP, 0};
    CHECK(poll(&polled, 1, 0) >= 0);
    return polled.revents;
}

static char block[1 << 20], copy[1 << 20];

static void *write_late(void *descriptor)
{
    sleep_ms(50);
    CHECK(write((int)(intptr_t)descriptor, "late", 4) == 4);
    return NULL;
}

static void check_stream(void)
{
    int ends[2], bytes, on = 1;
    char text[16];
    struct stat status;
    pair_of(SOCK_STREAM, ends);
    CHECK(fstat(ends[0], &status) == 0 && S_ISSOCK(status.st_mode));
    FAILS(ESPIPE, lseek(ends[0], 0, SEEK_CUR));
    FAILS(EAGAIN, recv(ends[0], text, 1, MSG_DONTWAIT));
    CHECK(send(ends[1], "hello", 5, 0) == 5 && write(ends[1], " you", 4) == 4);
    CHECK(ioctl(ends[0], FIONREAD, &bytes) == 0 && bytes == 9);
    CHECK(recv(ends[0], text, 16, MSG_PEEK) == 9 && memcmp(text, "hello you", 9) == 0);
    CHECK(read(ends[0], text, 7) == 7 && read(ends[0], text, 16) == 2 && memcmp(text, "ou", 2) == 0);
    struct iovec vectors[3] = {{"ab", 2}, {"", 0}, {"cdef", 4}};
    CHECK(writev(ends[0], vectors, 3) == 6);
    vectors[0].iov_base = text;
    vectors[2].iov_base = text + 8;
    CHECK(readv(ends[1], vectors, 3) == 6 && memcmp(text, "ab", 2) == 0 && memcmp(text + 8, "cdef", 4) == 0);
    /* MSG_WAITALL waits for the rest. */
    pthread_t thread = start(write_late, (void *)(intptr_t)ends[1]);
    CHECK(write(ends[1], "early ", 6) == 6 && recv(ends[0], text, 10, MSG_WAITALL) == 10);
    CHECK(memcmp(text, "early late", 10) == 0);
    pthread_join(thread, NULL);
    /* A full buffer, then room again. */
    CHECK(ioctl(ends[0], FIONBIO, &on) == 0 && (events_of(ends[0]) & POLLOUT));
    ssize_t sent, received, total = 0, got = 0;
    for (size_t i = 0; i < sizeof(block); i++) block[i] = (char)(i * 7 + i / 1000);
    while ((sent = write(ends[0], block + total, sizeof(block) - (size_t)total)) > 0) total += sent;
    CHECK(errno == EAGAIN && total > 100000 && total < (ssize_t)sizeof(block));
    CHECK(!(events_of(ends[0]) & POLLOUT));
    while ((received = recv(ends[1], copy + got, 30000, MSG_DONTWAIT)) > 0) got += received;
    CHECK(got == total && memcmp(copy, block, (size_t)got) == 0 && (events_of(ends[0]) & POLLOUT));
    FAILS(EFAULT, syscall(SYS_write, ends[0], 8l, 4));
    FAILS(EISCONN, sendto(ends[0], "x", 1, 0, (struct sockaddr *)text, sizeof(struct sockaddr_un)));
    FAILS(EINVAL, socketpair(AF_UNIX, SOCK_STREAM | 0x100, 0, ends));
    FAILS(ESOCKTNOSUPPORT, socketpair(AF_UNIX, 4, 0, ends));
    FAILS(EAFNOSUPPORT, socket(39, SOCK_STREAM, 0));
    FAILS(ENOTSOCK, listen(1, 1));
    FAILS(EBADF, listen(99, 1));
}

static void *drain(void *argument)
{
    int descriptor = (int)(intptr_t)argument;
    size_t got = 0;
    for (ssize_t count; (count = read(descriptor, copy + got, 5000)) > 0;) got += (size_t)count;
    return (void *)got;
}

static void check_bulk(void)
{
    int ends[2];
    void *got;
    pair_of(SOCK_STREAM, ends);
    for (size_t i = 0; i < sizeof(block); i++) block[i] = (char)(i * 11 + i / 777);
    pthread_t thread = start(drain, (void *)(intptr_t)ends[0]);
    CHECK(write(ends[1], block, sizeof(block)) == sizeof(block) && shutdown(ends[1], SHUT_WR) == 0);
    pthread_join(thread, &got);
    CHECK((size_t)got == sizeof(block) && memcmp(block, copy, sizeof(block)) == 0);
}

static void check_end(void)
{
    int ends[2];
    char text[8];
    signal(SIGPIPE, catch);
    pair_of(SOCK_STREAM, ends);
    CHECK(write(ends[0], "bye", 3) == 3 && shutdown(ends[0], SHUT_WR) == 0);
    CHECK((events_of(ends[1]) & (POLLIN | POLLRDHUP | POLLHUP)) == (POLLIN | POLLRDHUP));
    CHECK(read(ends[1], text, 8) == 3 && read(ends[1], text, 8) == 0);
    FAILS(EPIPE, send(ends[0], "x", 1, MSG_NOSIGNAL));
    CHECK(caught == 0);
    FAILS(EPIPE, write(ends[0], "x", 1));
    CHECK(caught == SIGPIPE);
    /* The other direction still works. */
    CHECK(write(ends[1], "more", 4) == 4 && read(ends[0], text, 8) == 4);
    CHECK(close(ends[1]) == 0 && (events_of(ends[0]) & POLLHUP) && read(ends[0], text, 8) == 0);
    close(ends[0]);
    /* Bytes that are lost are told of. */
    pair_of(SOCK_STREAM, ends);
    CHECK(write(ends[0], "lost", 4) == 4 && close(ends[1]) == 0);
    FAILS(ECONNRESET, read(ends[0], text, 8));
    CHECK(read(ends[0], text, 8) == 0);
    FAILS(EINVAL, shutdown(ends[0], 3));
    int alone = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(ENOTCONN, send(alone, "x", 1, 0));
    FAILS(EINVAL, recv(alone, text, 1, 0));
}

static void *accept_one(void *listener)
{
    int connection = accept((int)(intptr_t)listener, NULL, NULL);
    CHECK(connection >= 0 && write(connection, "hi", 2) == 2);
    return (void *)(intptr_t)connection;
}

static void check_listen(void)
{
    struct sockaddr_un address, peer;
    socklen_t length = name(&address, "/tmp/socket"), peer_length = sizeof(peer);
    struct stat status;
    char text[8];
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(EINVAL, listen(listener, 1));
    int packets = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    FAILS(ENOENT, connect(client, (struct sockaddr *)&address, length));
    CHECK(bind(listener, (struct sockaddr *)&address, length) == 0 && stat("/tmp/socket", &status) == 0);
    CHECK(S_ISSOCK(status.st_mode));
    socklen_t other_length = name(&peer, "@other");
    FAILS(EINVAL, bind(listener, (struct sockaddr *)&peer, other_length));
    FAILS(EADDRINUSE, bind(client, (struct sockaddr *)&address, length));
    FAILS(ENXIO, open("/tmp/socket", O_RDWR));
    FAILS(ECONNREFUSED, connect(client, (struct sockaddr *)&address, length));
    CHECK(listen(listener, 1) == 0 && events_of(listener) == 0);
    int fcntl_flags = fcntl(listener, F_GETFL);
    CHECK(fcntl(listener, F_SETFL, fcntl_flags | O_NONBLOCK) == 0);
    FAILS(EAGAIN, accept(listener, NULL, NULL));
    CHECK(fcntl(listener, F_SETFL, fcntl_flags) == 0);
    FAILS(EPROTOTYPE, connect(packets, (struct sockaddr *)&address, length));
    /* A connection exists before it is accepted. */
    CHECK(connect(client, (struct sockaddr *)&address, length) == 0 && events_of(listener) == POLLIN);
    FAILS(EISCONN, connect(client, (struct sockaddr *)&address, length));
    CHECK(write(client, "abc", 3) == 3);
    int connection = accept4(listener, (struct sockaddr *)&peer, &peer_length, SOCK_NONBLOCK);
    CHECK(connection >= 0 && peer_length == 2 && peer.sun_family == AF_UNIX);
    CHECK(fcntl(connection, F_GETFL) & O_NONBLOCK);
    CHECK(read(connection, text, 8) == 3);
    FAILS(EAGAIN, read(connection, text, 8));
    peer_length = sizeof(peer);
    CHECK(getpeername(client, (struct sockaddr *)&peer, &peer_length) == 0 && peer_length == 14);
    CHECK(strcmp(peer.sun_path, "/tmp/socket") == 0);
    /* The queue has an end. */
    int more[3];
    for (int i = 0; i < 3; i++) more[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(connect(more[0], (struct sockaddr *)&address, length) == 0);
    CHECK(connect(more[1], (struct sockaddr *)&address, length) == 0);
    FAILS(EAGAIN, connect(more[2], (struct sockaddr *)&address, length));
    /* What is not accepted is reset. */
    CHECK(close(listener) == 0);
    CHECK(events_of(more[0]) & POLLHUP);
    FAILS(ECONNRESET, read(more[0], text, 1));
    CHECK(unlink("/tmp/socket") == 0);
    /* Abstract names; accept waits. */
    length = name(&address, "@abstract");
    listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 5) == 0);
    FAILS(ECONNREFUSED, connect(more[2], (struct sockaddr *)&address, length));
    pthread_t thread = start(accept_one, (void *)(intptr_t)listener);
    client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    sleep_ms(20);
    CHECK(connect(client, (struct sockaddr *)&address, length) == 0 && read(client, text, 8) == 2);
    void *end;
    pthread_join(thread, &end);
    CHECK(close((int)(intptr_t)end) == 0 && read(client, text, 8) == 0);
    close(listener);
    FAILS(ECONNREFUSED, connect(more[2], (struct sockaddr *)&address, length));
}

static void check_datagram(void)
{
    struct sockaddr_un address, from;
    socklen_t length = name(&address, "@datagrams"), from_length = sizeof(from);
    char text[8];
    int server = socket(AF_UNIX, SOCK_DGRAM, 0), client = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(bind(server, (struct sockaddr *)&address, length) == 0);
    FAILS(ENOTCONN, send(client, "x", 1, 0));
    CHECK(sendto(client, "one", 3, 0, (struct sockaddr *)&address, length) == 3);
    CHECK(recvfrom(server, text, 8, 0, (struct sockaddr *)&from, &from_length) == 3 && from_length == 0);
    /* A name of its own choice, by which it is answered. */
    CHECK(bind(client, (struct sockaddr *)&address, sizeof(sa_family_t)) == 0);
    CHECK(connect(client, (struct sockaddr *)&address, length) == 0 && send(client, "longer", 6, 0) == 6);
    CHECK(send(client, "", 0, 0) == 0);
    from_length = sizeof(from);
    struct iovec vector = {text, 3};
    struct msghdr message = {
        .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &vector, .msg_iovlen = 1};
    CHECK(recvmsg(server, &message, MSG_PEEK) == 3 && message.msg_flags == MSG_TRUNC);
    message.msg_namelen = sizeof(from);
    CHECK(recvmsg(server, &message, MSG_TRUNC) == 6 && message.msg_flags & MSG_TRUNC);
    CHECK(message.msg_namelen == 8 && from.sun_path[0] == 0);
    CHECK(recv(server, text, 8, 0) == 0);
    CHECK(sendto(server, "back", 4, 0, (struct sockaddr *)&from, message.msg_namelen) == 4);
    CHECK(recv(client, text, 8, 0) == 4 && memcmp(text, "back", 4) == 0);
    /* Only the peer may send to who is connected. */
    FAILS(EPERM,
          sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&from, message.msg_namelen));
    FAILS(EMSGSIZE, send(client, block, sizeof(block), 0));
    CHECK(fcntl(client, F_SETFL, O_NONBLOCK) == 0);
    int sent = 0;
    while (send(client, block, 1000, 0) == 1000) sent++;
    CHECK(errno == EAGAIN && sent > 5 && !(events_of(client) & POLLOUT));
    CHECK(recv(server, block, 1000, 0) == 1000 && (events_of(client) & POLLOUT));
    CHECK(close(server) == 0);
    FAILS(ECONNREFUSED, send(client, "x", 1, 0));
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    CHECK(connect(client, &none, sizeof(none)) == 0);
    FAILS(ENOTCONN, send(client, "x", 1, 0));
    struct mmsghdr several[3] = {{.msg_hdr = {.msg_iov = &vector, .msg_iovlen = 1}},
                                 {.msg_hdr = {.msg_iov = &vector, .msg_iovlen = 1}},
                                 {.msg_hdr = {.msg_iov = &vector, .msg_iovlen = 1}}};
    int ends[2];
    pair_of(SOCK_DGRAM, ends);
    CHECK(sendmmsg(ends[0], several, 2, 0) == 2 && several[1].msg_len == 3);
    CHECK(recvmmsg(ends[1], several, 3, MSG_WAITFORONE, NULL) == 2);
}

static void check_packets(void)
{
    int ends[2];
    char text[8];
    pair_of(SOCK_SEQPACKET, ends);
    CHECK(write(ends[0], "first", 5) == 5 && write(ends[0], "second", 6) == 6);
    struct iovec vector = {text, 8};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    CHECK(recvmsg(ends[1], &message, 0) == 5 && message.msg_flags == 0);
    CHECK(read(ends[1], text, 2) == 2 && close(ends[0]) == 0 && read(ends[1], text, 8) == 0);
}

static size_t put_descriptors(char *control, const int *descriptors, size_t count)
{
    struct cmsghdr header = {
        .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(control, &header, sizeof(header));
    memcpy(control + CMSG_LEN(0), descriptors, count * sizeof(int));
    return CMSG_SPACE(count * sizeof(int));
}

static void check_rights(void)
{
    int ends[2], pipe_ends[2], passed[2], on = 1;
    char control[256] __attribute__((aligned(8))), text[16];
    pair_of(SOCK_STREAM, ends);
    CHECK(pipe(pipe_ends) == 0 && write(ends[0], "plain", 5) == 5);
    struct iovec vector = {"with", 4};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control};
    message.msg_controllen = put_descriptors(control, pipe_ends, 2);
    CHECK(sendmsg(ends[0], &message, 0) == 4 && write(ends[0], "after", 5) == 5);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    /* Bytes behind do not come together with them. */
    vector = (struct iovec){text, 16};
    message.msg_controllen = sizeof(control);
    CHECK(recvmsg(ends[1], &message, MSG_CMSG_CLOEXEC) == 9 && message.msg_controllen == CMSG_SPACE(8));
    memcpy(passed, control + CMSG_LEN(0), sizeof(passed));
    CHECK(write(passed[1], "through", 7) == 7 && read(passed[0], text, 16) == 7);
    CHECK(fcntl(passed[0], F_GETFD) == FD_CLOEXEC && read(ends[1], text, 16) == 5);
    /* Room for none: the message says that some are missing, and they are closed. */
    message.msg_controllen = put_descriptors(control, &passed[1], 1);
    vector = (struct iovec){"x", 1};
    CHECK(sendmsg(ends[0], &message, 0) == 1 && close(passed[1]) == 0);
    vector = (struct iovec){text, 16};
    message.msg_controllen = 0;
    CHECK(recvmsg(ends[1], &message, 0) == 1 && (message.msg_flags & MSG_CTRUNC));
    CHECK(read(passed[0], text, 1) == 0);
    int bad = 99;
    message.msg_controllen = put_descriptors(control, &bad, 1);
    FAILS(EBADF, sendmsg(ends[0], &message, 0));
    memset(control, 0, 16);
    message.msg_controllen = 16;
    FAILS(EINVAL, sendmsg(ends[0], &message, 0));
    /* Sockets that lie in each other's queues, a thousand deep. */
    int outer[2];
    pair_of(SOCK_STREAM, outer);
    for (int i = 0; i < 1000; i++) {
        int inner[2];
        pair_of(SOCK_STREAM, inner);
        vector = (struct iovec){"x", 1};
        message.msg_controllen = put_descriptors(control, outer, 2);
        CHECK(sendmsg(inner[0], &message, 0) == 1);
        close(outer[0]);
        close(outer[1]);
        memcpy(outer, inner, sizeof(outer));
    }
    CHECK(close(outer[0]) == 0 && close(outer[1]) == 0);
    /* Who sent it. */
    vector = (struct iovec){text, 16};
    message.msg_controllen = sizeof(control);
    CHECK(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0 && write(ends[0], "x", 1) == 1);
    CHECK(recvmsg(ends[1], &message, 0) == 1 && message.msg_controllen == CMSG_SPACE(sizeof(struct ucred)));
    struct ucred sender;
    socklen_t length = sizeof(sender);
    memcpy(&sender, control + CMSG_LEN(0), sizeof(sender));
    CHECK(sender.pid == getpid() && sender.uid == 0);
    CHECK(getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &sender, &length) == 0 && sender.pid == getpid());
}

static int number_of(int descriptor, int option)
{
    int value = -1;
    socklen_t length = sizeof(value);
    CHECK(getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 && length == sizeof(value));
    return value;
}

static void check_options(void)
{
    int ends[2], value = 10000;
    char text[8];
    pair_of(SOCK_STREAM, ends);
    CHECK(number_of(ends[0], SO_TYPE) == SOCK_STREAM && number_of(ends[0], SO_DOMAIN) == AF_UNIX);
    CHECK(number_of(ends[0], SO_PROTOCOL) == 0 && number_of(ends[0], SO_ERROR) == 0);
    CHECK(number_of(ends[0], SO_ACCEPTCONN) == 0 && number_of(ends[0], SO_SNDBUF) == 212992);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)) == 0);
    CHECK(number_of(ends[0], SO_SNDBUF) == 20000);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof(value)) == 0);
    CHECK(number_of(ends[0], SO_KEEPALIVE) == 1 && number_of(ends[0], SO_REUSEADDR) == 0);
    FAILS(ENOPROTOOPT, setsockopt(ends[0], SOL_SOCKET, 999, &value, sizeof(value)));
    FAILS(EINVAL, setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &value, 3));
    FAILS(EFAULT, syscall(SYS_setsockopt, ends[0], SOL_SOCKET, SO_SNDBUF, 8l, 4));
    struct timeval timeout = {0, 50000};
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0);
    long before = now_ms();
    FAILS(EAGAIN, read(ends[0], text, 8));
    CHECK(now_ms() - before >= 50 && now_ms() - before < 5000);
    struct linger linger = {1, 5};
    socklen_t length = sizeof(linger);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
    linger.l_linger = 0;
    CHECK(getsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, &length) == 0 && linger.l_linger == 5);
}

static void check_epoll(void)
{
    int ends[2], epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP}, got[2];
    char text[8];
    pair_of(SOCK_STREAM | SOCK_NONBLOCK, ends);
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
    CHECK(epoll_wait(epoll, got, 2, 0) == 1 && got[0].events == EPOLLOUT);
    CHECK(epoll_wait(epoll, got, 2, 0) == 0);
    pthread_t thread = start(write_late, (void *)(intptr_t)ends[1]);
    CHECK(epoll_wait(epoll, got, 2, 5000) == 1 && (got[0].events & EPOLLIN));
    pthread_join(thread, NULL);
    CHECK(read(ends[0], text, 8) == 4 && close(ends[1]) == 0);
    CHECK(epoll_wait(epoll, got, 2, 1000) == 1 && (got[0].events & EPOLLRDHUP) && (got[0].events & EPOLLHUP));
}

static const struct check checks[] = {
    {"stream", check_stream}, {"bulk", check_bulk},         {"end", check_end},
    {"listen", check_listen}, {"datagram", check_datagram}, {"packets", check_packets},
    {"rights", check_rights}, {"options", check_options},   {"epoll", check_epoll},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
