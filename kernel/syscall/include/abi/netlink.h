/* SPDX-License-Identifier: MIT */
/* Routing netlink (netlink(7), rtnetlink(7), linux/netlink.h, linux/rtnetlink.h). */
#pragma once

#include <core/types.h>

#define NETLINK_ROUTE 0
#define SOL_NETLINK 270

struct sockaddr_nl {
    uint16_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid; /* 0: the kernel */
    uint32_t nl_groups;
};
_Static_assert(sizeof(struct sockaddr_nl) == 12, "struct sockaddr_nl");

struct nlmsghdr {
    uint32_t nlmsg_len; /* with this header */
    uint16_t nlmsg_type;
    uint16_t nlmsg_flags;
    uint32_t nlmsg_seq;
    uint32_t nlmsg_pid;
};
_Static_assert(sizeof(struct nlmsghdr) == 16, "struct nlmsghdr");

#define NLMSG_ALIGN_TO 4u
#define NLMSG_ERROR 2
#define NLMSG_DONE 3
#define NLM_F_REQUEST 1
#define NLM_F_MULTI 2
#define NLM_F_ACK 4
#define NLM_F_DUMP 0x300

#define RTM_NEWLINK 16
#define RTM_GETLINK 18
#define RTM_NEWADDR 20
#define RTM_GETADDR 22
#define RTM_NEWROUTE 24
#define RTM_GETROUTE 26

struct rtattr {
    uint16_t rta_len; /* with this header, without padding */
    uint16_t rta_type;
};

struct ifinfomsg {
    uint8_t ifi_family;
    uint8_t ifi_pad;
    uint16_t ifi_type; /* ARPHRD_* */
    int32_t ifi_index;
    uint32_t ifi_flags;
    uint32_t ifi_change;
};
_Static_assert(sizeof(struct ifinfomsg) == 16, "struct ifinfomsg");

#define IFLA_ADDRESS 1
#define IFLA_BROADCAST 2
#define IFLA_IFNAME 3
#define IFLA_MTU 4
#define IFLA_TXQLEN 13

struct ifaddrmsg {
    uint8_t ifa_family;
    uint8_t ifa_prefixlen;
    uint8_t ifa_flags;
    uint8_t ifa_scope;
    uint32_t ifa_index;
};
_Static_assert(sizeof(struct ifaddrmsg) == 8, "struct ifaddrmsg");

#define IFA_ADDRESS 1
#define IFA_LOCAL 2
#define IFA_LABEL 3
#define IFA_BROADCAST 4
#define IFA_F_PERMANENT 0x80
#define RT_SCOPE_UNIVERSE 0
#define RT_SCOPE_LINK 253
#define RT_SCOPE_HOST 254

struct rtmsg {
    uint8_t rtm_family;
    uint8_t rtm_dst_len;
    uint8_t rtm_src_len;
    uint8_t rtm_tos;
    uint8_t rtm_table;
    uint8_t rtm_protocol;
    uint8_t rtm_scope;
    uint8_t rtm_type;
    uint32_t rtm_flags;
};
_Static_assert(sizeof(struct rtmsg) == 12, "struct rtmsg");

#define RTA_DST 1
#define RTA_OIF 4
#define RTA_GATEWAY 5
#define RT_TABLE_MAIN 254
#define RTPROT_BOOT 3
#define RTN_UNICAST 1
