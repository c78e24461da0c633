// SPDX-License-Identifier: MIT
/* UDP over loopback, and interfaces: each argument names a check, which prints "ok NAME" or says what went
 * wrong and exits with 1. */
#define _GNU_SOURCE
#include "inet-check.h"

#include <ifaddrs.h>
#include <netpacket/packet.h>

static char block[70000];

static int bound(void)
{
    struct sockaddr_in address = local(0);
    int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(socket_ >= 0 && bind(socket_, (struct sockaddr *)&address, sizeof(address)) == 0);
    return socket_;
}

static void check_datagrams(void)
{
    int server = bound(), client = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = local(port_of(server)), from;
    socklen_t length = sizeof(from);
    char text[16];
    FAILS(EDESTADDRREQ, send(client, "x", 1, 0));
    FAILS(EAGAIN, recv(server, text, 16, MSG_DONTWAIT));
    CHECK(sendto(client, "question", 8, 0, (struct sockaddr *)&address, sizeof(address)) == 8);
    CHECK(poll(&(struct pollfd){server, POLLIN, 0}, 1, 1000) == 1);
    CHECK(recvfrom(server, text, 4, MSG_PEEK | MSG_TRUNC, (struct sockaddr *)&from, &length) == 8);
    CHECK(recvfrom(server, text, 16, 0, (struct sockaddr *)&from, &length) == 8 && length == sizeof(from));
    CHECK(ntohs(from.sin_port) == port_of(client) && from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(sendto(server, "answer", 6, 0, (struct sockaddr *)&from, length) == 6);
    CHECK(recv(client, text, 16, 0) == 6 && memcmp(text, "answer", 6) == 0);
    /* Connected: only the peer's arrive. */
    CHECK(connect(client, (struct sockaddr *)&address, sizeof(address)) == 0 && send(client, "", 0, 0) == 0);
    CHECK(recv(server, text, 16, 0) == 0 && getpeername(client, (struct sockaddr *)&from, &length) == 0);
    CHECK(from.sin_port == address.sin_port);
    int stranger = bound();
    struct sockaddr_in to = local(port_of(client));
    CHECK(sendto(stranger, "no", 2, 0, (struct sockaddr *)&to, sizeof(to)) == 2);
    CHECK(sendto(server, "yes", 3, 0, (struct sockaddr *)&to, sizeof(to)) == 3);
    CHECK(recv(client, text, 16, 0) == 3);
    /* Larger than a frame, and too large. */
    for (size_t i = 0; i < sizeof(block); i++) block[i] = (char)(i * 3);
    static char copy[60000];
    CHECK(send(client, block, 60000, 0) == 60000 && recv(server, copy, sizeof(copy), 0) == 60000);
    CHECK(memcmp(block, copy, sizeof(copy)) == 0);
    FAILS(EMSGSIZE, send(client, block, sizeof(block), 0));
    /* Several at once. */
    struct iovec vector = {"abc", 3};
    struct mmsghdr several[4];
    memset(several, 0, sizeof(several));
    for (int i = 0; i < 4; i++) several[i].msg_hdr = (struct msghdr){.msg_iov = &vector, .msg_iovlen = 1};
    CHECK(sendmmsg(client, several, 3, 0) == 3);
    vector.iov_base = text;
    CHECK(recvmmsg(server, several, 4, MSG_DONTWAIT, NULL) == 3 && several[2].msg_len == 3);
    /* What is not read in time is lost, and takes no memory. */
    for (int i = 0; i < 5000; i++) CHECK(send(client, block, 1000, 0) == 1000);
    int got = 0;
    while (recv(server, block, 1000, MSG_DONTWAIT) == 1000) got++;
    CHECK(got > 50 && got < 5000);
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    CHECK(connect(client, &none, sizeof(none)) == 0);
    FAILS(EDESTADDRREQ, send(client, "x", 1, 0));
}

static void check_ports(void)
{
    int first = bound(), second = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct sockaddr_in address = local(port_of(first));
    FAILS(EADDRINUSE, bind(second, (struct sockaddr *)&address, sizeof(address)));
    CHECK(setsockopt(first, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
    CHECK(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0);
    CHECK(bind(second, (struct sockaddr *)&address, sizeof(address)) == 0);
    int v6 = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 any = {.sin6_family = AF_INET6}, from;
    socklen_t length = sizeof(from);
    CHECK(bind(v6, (struct sockaddr *)&any, sizeof(any)) == 0);
    address = local(port_of(v6));
    CHECK(sendto(first, "four", 4, 0, (struct sockaddr *)&address, sizeof(address)) == 4);
    char text[64];
    CHECK(recvfrom(v6, text, 8, 0, (struct sockaddr *)&from, &length) == 4 && length == sizeof(from));
    CHECK(strcmp(inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof(text)), "::ffff:127.0.0.1") == 0);
}

/* Who is connected learns that nobody listens at the other end. */
static void refused(int family, struct sockaddr *address, socklen_t size)
{
    char byte;
    int server = socket(family, SOCK_DGRAM, 0), client = socket(family, SOCK_DGRAM, 0);
    int stranger = socket(family, SOCK_DGRAM, 0);
    CHECK(bind(server, address, size) == 0 && getsockname(server, address, &size) == 0);
    CHECK(connect(client, address, size) == 0 && close(server) == 0);
    CHECK(send(client, "x", 1, 0) == 1 && poll(&(struct pollfd){client, POLLIN, 0}, 1, 5000) == 1);
    CHECK((events_of(client) & (POLLERR | POLLIN)) == POLLERR);
    FAILS(ECONNREFUSED, send(client, "x", 1, 0));
    CHECK(send(client, "x", 1, 0) == 1 && poll(&(struct pollfd){client, POLLIN, 0}, 1, 5000) == 1);
    FAILS(ECONNREFUSED, recv(client, &byte, 1, 0));
    CHECK(send(client, "x", 1, 0) == 1 && poll(&(struct pollfd){client, POLLIN, 0}, 1, 5000) == 1);
    CHECK(number_of(client, SOL_SOCKET, SO_ERROR) == ECONNREFUSED);
    CHECK(number_of(client, SOL_SOCKET, SO_ERROR) == 0);
    /* Who is not connected is not told. */
    CHECK(sendto(stranger, "x", 1, 0, address, size) == 1 && sendto(stranger, "x", 1, 0, address, size) == 1);
    CHECK(close(client) == 0 && close(stranger) == 0);
}

static void check_refused(void)
{
    struct sockaddr_in v4 = local(0);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    refused(AF_INET, (struct sockaddr *)&v4, sizeof(v4));
    refused(AF_INET6, (struct sockaddr *)&v6, sizeof(v6));
}

/* As getaddrinfo of glibc asks which source an address would have: with one socket for both families. */
static void check_sources(void)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(9)}, own;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(9)};
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    socklen_t length = sizeof(own);
    char text[64];
    int any = socket(AF_INET6, SOCK_DGRAM, 0), on = 1;
    CHECK(connect(any, (struct sockaddr *)&v6, sizeof(v6)) == 0);
    CHECK(getsockname(any, (struct sockaddr *)&own, &length) == 0);
    CHECK(memcmp(&own.sin6_addr, &in6addr_loopback, 16) == 0);
    CHECK(connect(any, &none, sizeof(none)) == 0);
    CHECK(getsockname(any, (struct sockaddr *)&own, &length) == 0);
    CHECK(memcmp(&own.sin6_addr, &in6addr_any, 16) == 0);
    CHECK(connect(any, (struct sockaddr *)&v4, sizeof(v4)) == 0);
    CHECK(getsockname(any, (struct sockaddr *)&own, &length) == 0 && own.sin6_family == AF_INET6);
    CHECK(strcmp(inet_ntop(AF_INET6, &own.sin6_addr, text, sizeof(text)), "::ffff:127.0.0.1") == 0);
    int only = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(setsockopt(only, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0);
    CHECK(connect(only, (struct sockaddr *)&v4, sizeof(v4)) != 0);
    CHECK(connect(socket(AF_INET6, SOCK_STREAM, 0), (struct sockaddr *)&v4, sizeof(v4)) != 0);
}

/* Options that are set before a socket is bound, in any order. */
static void check_options(void)
{
    int value = 7, on = 1, v4 = socket(AF_INET, SOCK_DGRAM, 0), v6 = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(number_of(v4, IPPROTO_IP, IP_TTL) == 64 && number_of(v6, IPPROTO_IPV6, IPV6_UNICAST_HOPS) == 64);
    CHECK(setsockopt(v4, IPPROTO_IP, IP_TTL, &value, sizeof(value)) == 0);
    CHECK(number_of(v4, IPPROTO_IP, IP_TTL) == 7);
    value = 0x10;
    CHECK(setsockopt(v4, IPPROTO_IP, IP_TOS, &value, sizeof(value)) == 0);
    CHECK(number_of(v4, IPPROTO_IP, IP_TOS) == 0x10);
    value = 7;
    CHECK(setsockopt(v6, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &value, sizeof(value)) == 0);
    CHECK(setsockopt(v6, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0);
    struct sockaddr_in6 any = {.sin6_family = AF_INET6};
    CHECK(bind(v6, (struct sockaddr *)&any, sizeof(any)) == 0);
    FAILS(EINVAL, setsockopt(v6, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)));
    CHECK(number_of(v6, IPPROTO_IPV6, IPV6_UNICAST_HOPS) == 7);
    /* The same port of the other family is free, and what comes there does not come here. */
    struct sockaddr_in same = local(port_of(v6));
    CHECK(bind(v4, (struct sockaddr *)&same, sizeof(same)) == 0);
    int client = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(sendto(client, "x", 1, 0, (struct sockaddr *)&same, sizeof(same)) == 1);
    CHECK(poll(&(struct pollfd){v4, POLLIN, 0}, 1, 5000) == 1 && !(events_of(v6) & POLLIN));
    same.sin_addr.s_addr = INADDR_BROADCAST;
    FAILS(EACCES, sendto(client, "x", 1, 0, (struct sockaddr *)&same, sizeof(same)));
}

static void check_interfaces(void)
{
    int any = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq request = {.ifr_name = "lo"};
    CHECK(ioctl(any, SIOCGIFFLAGS, &request) == 0 &&
          (request.ifr_flags & (IFF_UP | IFF_LOOPBACK)) == (IFF_UP | IFF_LOOPBACK));
    CHECK(ioctl(any, SIOCGIFADDR, &request) == 0);
    CHECK(((struct sockaddr_in *)&request.ifr_addr)->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(if_nametoindex("lo") == 1);
    strcpy(request.ifr_name, "none");
    FAILS(ENODEV, ioctl(any, SIOCGIFFLAGS, &request));
    struct ifreq all[8];
    struct ifconf list = {.ifc_len = sizeof(all), .ifc_req = all};
    CHECK(ioctl(any, SIOCGIFCONF, &list) == 0 && list.ifc_len >= (int)sizeof(all[0]));
    CHECK(strcmp(all[0].ifr_name, "lo") == 0 || strcmp(all[1].ifr_name, "lo") == 0);
}

/* By rtnetlink. */
static void check_addresses(void)
{
    struct ifaddrs *all;
    bool v4 = false, v6 = false, card = false, link = false;
    CHECK(getifaddrs(&all) == 0);
    for (struct ifaddrs *at = all; at != NULL; at = at->ifa_next) {
        if (at->ifa_addr == NULL) continue;
        bool loopback = strcmp(at->ifa_name, "lo") == 0;
        struct sockaddr_in *in = (struct sockaddr_in *)at->ifa_addr;
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)at->ifa_addr;
        CHECK(!!(at->ifa_flags & IFF_LOOPBACK) == loopback && (at->ifa_flags & IFF_UP));
        if (at->ifa_addr->sa_family == AF_PACKET) link |= !loopback;
        if (at->ifa_addr->sa_family == AF_INET6 && loopback)
            v6 |= memcmp(&in6->sin6_addr, &in6addr_loopback, 16) == 0;
        if (at->ifa_addr->sa_family != AF_INET) continue;
        v4 |= loopback && in->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
        card |= !loopback && in->sin_addr.s_addr != 0 &&
                ((struct sockaddr_in *)at->ifa_netmask)->sin_addr.s_addr == htonl(0xffffff00);
    }
    CHECK(v4 && v6 && card && link);
    freeifaddrs(all);
    struct if_nameindex *names = if_nameindex();
    CHECK(names != NULL && strcmp(names[0].if_name, "lo") == 0 && names[0].if_index == 1);
    CHECK(strcmp(names[1].if_name, "eth0") == 0);
    int netlink = socket(AF_NETLINK, SOCK_RAW, 0);
    char text[64] = {0};
    FAILS(EAGAIN, recv(netlink, text, sizeof(text), MSG_DONTWAIT));
    text[0] = 8; /* shorter than its own header */
    FAILS(EINVAL, send(netlink, text, 20, 0));
    FAILS(EPROTONOSUPPORT, socket(AF_NETLINK, SOCK_RAW, 9));
}

/* What the image and /proc/net say of a QEMU user network. */
static void check_files(void)
{
    CHECK(contains("/etc/resolv.conf", "nameserver 10.0.2.3\n"));
    CHECK(contains("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"));
    char text[1024] = {0};
    int file = open("/proc/net/dev", O_RDONLY);
    CHECK(file >= 0 && read(file, text, sizeof(text) - 1) > 200 && strstr(text, "  eth0: ") != NULL);
    CHECK(strstr(text, "    lo: 0 0 0") != NULL && read(file, text, 10) == 0);
    FAILS(ENOENT, open("/proc/net/nothing", O_RDONLY));
}

static const struct check checks[] = {
    {"datagrams", check_datagrams}, {"ports", check_ports},     {"refused", check_refused},
    {"sources", check_sources},     {"options", check_options}, {"interfaces", check_interfaces},
    {"addresses", check_addresses}, {"files", check_files},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
