// SPDX-License-Identifier: MIT
/* Messages of Unix-domain sockets: each argument names a check, which prints "ok NAME" or
 * says what went wrong and exits with 1. */
#define _GNU_SOURCE
#include "unix-check.h"

static char block[1 << 20];

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

static const struct check checks[] = {
    {"datagram", check_datagram},
    {"packets", check_packets},
    {"rights", check_rights},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
