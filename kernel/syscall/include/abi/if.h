/* SPDX-License-Identifier: MIT */
/* Interfaces, as ioctl(2) tells of them (netdevice(7), linux/if.h, linux/sockios.h). */
#pragma once

#include <abi/socket.h>

#define IFNAMSIZ 16

#define SIOCGIFNAME 0x8910ul
#define SIOCGIFCONF 0x8912ul
#define SIOCGIFFLAGS 0x8913ul
#define SIOCGIFADDR 0x8915ul
#define SIOCGIFDSTADDR 0x8917ul
#define SIOCGIFBRDADDR 0x8919ul
#define SIOCGIFNETMASK 0x891bul
#define SIOCGIFMETRIC 0x891dul
#define SIOCGIFMTU 0x8921ul
#define SIOCGIFHWADDR 0x8927ul
#define SIOCGIFINDEX 0x8933ul
#define SIOCGIFTXQLEN 0x8942ul

#define IFF_UP 0x1
#define IFF_BROADCAST 0x2
#define IFF_LOOPBACK 0x8
#define IFF_RUNNING 0x40
#define IFF_MULTICAST 0x1000

/* linux/if_arp.h */
#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772

struct ifreq {
    char ifr_name[IFNAMSIZ];
    union {
        struct sockaddr ifr_addr;
        int16_t ifr_flags;
        int32_t ifr_number; /* index, metric, MTU, length of the queue */
        uint8_t ifr_bytes[24];
    };
};
_Static_assert(sizeof(struct ifreq) == 40, "struct ifreq of x86-64");

struct ifconf {
    int32_t ifc_len; /* bytes */
    uint32_t reserved0;
    struct ifreq *ifc_req;
};
_Static_assert(sizeof(struct ifconf) == 16, "struct ifconf of x86-64");
