// SPDX-License-Identifier: MIT
/* Streams of Unix-domain sockets: each argument names a check, which prints "ok NAME" or
 * says what went wrong and exits with 1. */
#define _GNU_SOURCE
#include "unix-check.h"

#include <sys/sendfile.h>

static char block[1 << 20], copy[1 << 20];

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

/* A file with a hole, longer than what is handed over at once, from within a page to within another. */
static void check_sendfile(void)
{
    int ends[2], file = open("/tmp/holes", O_RDWR | O_CREAT, 0600);
    size_t size = sizeof(block), hole = 100000;
    off_t offset = 1001;
    for (size_t i = 0; i < size; i++) block[i] = (char)(i * 13 + i / 4096);
    CHECK(pwrite(file, block, hole, 0) == (ssize_t)hole);
    CHECK(pwrite(file, block + 2 * hole, size - 2 * hole, 2 * (off_t)hole) == (ssize_t)(size - 2 * hole));
    memset(block + hole, 0, hole);
    pair_of(SOCK_STREAM, ends);
    pthread_t thread = start(drain, (void *)(intptr_t)ends[1]);
    CHECK(sendfile(ends[0], file, &offset, 2 * size) == (ssize_t)size - 1001 && offset == (off_t)size);
    CHECK(sendfile(ends[0], file, &offset, 1) == 0 && shutdown(ends[0], SHUT_WR) == 0);
    void *got;
    CHECK(pthread_join(thread, &got) == 0 && (size_t)got == size - 1001);
    CHECK(memcmp(copy, block + 1001, size - 1001) == 0);
    /* A socket that is full takes a part, from the file's own position, and then nothing. */
    pair_of(SOCK_STREAM | SOCK_NONBLOCK, ends);
    ssize_t total = 0, sent;
    CHECK(lseek(file, 0, SEEK_SET) == 0);
    while ((sent = sendfile(ends[0], file, NULL, size)) > 0) total += sent;
    CHECK(errno == EAGAIN && total > 100000 && lseek(file, 0, SEEK_CUR) == total);
    FAILS(EPIPE, (signal(SIGPIPE, SIG_IGN), close(ends[1]), sendfile(ends[0], file, NULL, size)));
}

static const struct check checks[] = {
    {"stream", check_stream},     {"bulk", check_bulk},       {"end", check_end},
    {"listen", check_listen},     {"options", check_options}, {"epoll", check_epoll},
    {"sendfile", check_sendfile},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
