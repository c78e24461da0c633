/* SPDX-License-Identifier: MIT */
/* Sockets of Linux on x86-64 (linux/socket.h, asm-generic/socket.h, linux/net.h). */
#pragma once

#include <abi/uio.h>
#include <core/types.h>

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_SEQPACKET 5
#define SOCK_TYPE_MASK 0xfu
#define SOCK_NONBLOCK 04000u
#define SOCK_CLOEXEC 02000000u

#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

/** /proc/sys/net/core/somaxconn: no queue of connections to be accepted is longer. */
#define SOMAXCONN 4096

#define MSG_OOB 0x1u
#define MSG_PEEK 0x2u
#define MSG_DONTROUTE 0x4u
#define MSG_CTRUNC 0x8u
#define MSG_TRUNC 0x20u
#define MSG_DONTWAIT 0x40u
#define MSG_EOR 0x80u
#define MSG_WAITALL 0x100u
#define MSG_CONFIRM 0x800u
#define MSG_ERRQUEUE 0x2000u
#define MSG_NOSIGNAL 0x4000u
#define MSG_MORE 0x8000u
#define MSG_WAITFORONE 0x10000u
#define MSG_FASTOPEN 0x20000000u
#define MSG_CMSG_CLOEXEC 0x40000000u

#define SOL_SOCKET 1
#define SO_DEBUG 1
#define SO_REUSEADDR 2
#define SO_TYPE 3
#define SO_ERROR 4
#define SO_DONTROUTE 5
#define SO_BROADCAST 6
#define SO_SNDBUF 7
#define SO_RCVBUF 8
#define SO_KEEPALIVE 9
#define SO_OOBINLINE 10
#define SO_PRIORITY 12
#define SO_LINGER 13
#define SO_REUSEPORT 15
#define SO_PASSCRED 16
#define SO_PEERCRED 17
#define SO_RCVLOWAT 18
#define SO_SNDLOWAT 19
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_BINDTODEVICE 25
#define SO_TIMESTAMP 29
#define SO_ACCEPTCONN 30
#define SO_PEERSEC 31
#define SO_SNDBUFFORCE 32
#define SO_RCVBUFFORCE 33
#define SO_TIMESTAMPNS 35
#define SO_MARK 36
#define SO_PROTOCOL 38
#define SO_DOMAIN 39
#define SO_BUSY_POLL 46
#define SO_INCOMING_CPU 49
#define SO_ZEROCOPY 60

#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2
/** Descriptors in one message. */
#define SCM_MAX_FD 253

/** Room for an address of any family. */
#define SOCKADDR_SIZE 128

struct sockaddr {
    uint16_t sa_family;
    char sa_data[14];
};

struct sockaddr_un {
    uint16_t sun_family;
    char sun_path[108];
};
_Static_assert(sizeof(struct sockaddr_un) == 110, "struct sockaddr_un");

struct msghdr {
    void *msg_name;
    int32_t msg_namelen;
    uint32_t reserved0;
    struct iovec *msg_iov;
    size_t msg_iovlen;
    void *msg_control;
    size_t msg_controllen;
    uint32_t msg_flags;
    uint32_t reserved1;
};
_Static_assert(sizeof(struct msghdr) == 56, "struct msghdr of x86-64");

struct mmsghdr {
    struct msghdr msg_hdr;
    uint32_t msg_len;
    uint32_t reserved0;
};
_Static_assert(sizeof(struct mmsghdr) == 64, "struct mmsghdr of x86-64");

struct cmsghdr {
    size_t cmsg_len; /* with this header, without padding */
    int32_t cmsg_level;
    int32_t cmsg_type;
};
_Static_assert(sizeof(struct cmsghdr) == 16, "struct cmsghdr of x86-64");

struct ucred {
    int32_t pid;
    uint32_t uid, gid;
};

struct linger {
    int32_t l_onoff;
    int32_t l_linger; /* seconds */
};
