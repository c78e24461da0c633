/* SPDX-License-Identifier: MIT */
/* Messages of netlink as they are made. */
#pragma once

#include <abi/netlink.h>
#include <core/list.h>

/** An answer that is to be received in one piece. */
struct netlink_reply {
    struct list_node node;
    uint32_t size;
    uint8_t bytes[];
};

/** The answers to one request, in a list; `status` is -ENOMEM once one is missing. */
struct netlink_answer {
    struct nlmsghdr request;
    uint32_t pid; /* of the socket that asks */
    struct list_node *replies;
    int status;
};

/** Room for any message that is made here. */
#define NETLINK_REPLY_MAX 256u

/** Begins a message of a type with a fixed part; NULL: out of memory. */
struct netlink_reply *netlink_begin(struct netlink_answer *answer, uint16_t type, const void *fixed,
                                    uint32_t size);
void netlink_attribute(struct netlink_reply *reply, uint16_t type, const void *value, uint32_t size);
void netlink_finish(struct netlink_answer *answer, struct netlink_reply *reply);

/** All interfaces, all their addresses, all routes, of a family or (AF_UNSPEC) of all. With the inet lock. */
void netlink_dump_links(struct netlink_answer *answer);
void netlink_dump_addresses(struct netlink_answer *answer, uint8_t family);
void netlink_dump_routes(struct netlink_answer *answer, uint8_t family);
