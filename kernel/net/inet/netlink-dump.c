/* SPDX-License-Identifier: MIT */
/* Interfaces, addresses and routes as rtnetlink(7) tells of them. */
#include <abi/errno.h>
#include <abi/if.h>
#include <core/string.h>
#include <lwip/netif.h>
#include <mm/kmalloc.h>
#include <net/device.h>

#include "netlink.h"
#include "private.h"

struct netlink_reply *netlink_begin(struct netlink_answer *answer, uint16_t type, const void *fixed,
                                    uint32_t size)
{
    struct netlink_reply *reply = kzalloc(sizeof(*reply) + NETLINK_REPLY_MAX);
    if (reply == NULL) {
        answer->status = -ENOMEM;
        return NULL;
    }
    struct nlmsghdr header = {.nlmsg_type = type,
                              .nlmsg_flags = answer->request.nlmsg_flags & NLM_F_DUMP ? NLM_F_MULTI : 0,
                              .nlmsg_seq = answer->request.nlmsg_seq,
                              .nlmsg_pid = answer->pid};
    memcpy(reply->bytes, &header, sizeof(header));
    memcpy(reply->bytes + sizeof(header), fixed, size);
    reply->size = (uint32_t)sizeof(header) + ALIGN_UP(size, NLMSG_ALIGN_TO);
    return reply;
}

void netlink_attribute(struct netlink_reply *reply, uint16_t type, const void *value, uint32_t size)
{
    struct rtattr attribute = {(uint16_t)(sizeof(attribute) + size), type};
    memcpy(reply->bytes + reply->size, &attribute, sizeof(attribute));
    memcpy(reply->bytes + reply->size + sizeof(attribute), value, size);
    reply->size += ALIGN_UP((uint32_t)sizeof(attribute) + size, NLMSG_ALIGN_TO);
}

void netlink_finish(struct netlink_answer *answer, struct netlink_reply *reply)
{
    memcpy(reply->bytes, &reply->size, sizeof(reply->size));
    list_add_tail(answer->replies, &reply->node);
}

static void add_link(struct netlink_answer *answer, const struct netif *netif)
{
    static const uint8_t broadcast[NET_ADDRESS_SIZE] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                         none[NET_ADDRESS_SIZE];
    bool card = netif->hwaddr_len != 0;
    const char *name = interface_name(netif);
    uint32_t mtu = interface_mtu(netif), queue = 1000;
    struct ifinfomsg fixed = {.ifi_type = card ? ARPHRD_ETHER : ARPHRD_LOOPBACK,
                              .ifi_index = netif_get_index(netif),
                              .ifi_flags = interface_flags(netif)};
    struct netlink_reply *reply = netlink_begin(answer, RTM_NEWLINK, &fixed, sizeof(fixed));
    if (reply == NULL) return;
    netlink_attribute(reply, IFLA_IFNAME, name, (uint32_t)strlen(name) + 1);
    netlink_attribute(reply, IFLA_TXQLEN, &queue, sizeof(queue));
    netlink_attribute(reply, IFLA_MTU, &mtu, sizeof(mtu));
    netlink_attribute(reply, IFLA_ADDRESS, card ? netif->hwaddr : none, NET_ADDRESS_SIZE);
    netlink_attribute(reply, IFLA_BROADCAST, card ? broadcast : none, NET_ADDRESS_SIZE);
    netlink_finish(answer, reply);
}

void netlink_dump_links(struct netlink_answer *answer)
{
    struct netif *netif;
    /* lwIP's list begins with the newest, but programs know lo as the first. */
    for (unsigned index = 1; index <= UINT8_MAX; index++)
        if ((netif = netif_get_by_index((uint8_t)index)) != NULL) add_link(answer, netif);
}

static void add_v4(struct netlink_answer *answer, const struct netif *netif)
{
    uint32_t address = ip4_addr_get_u32(netif_ip4_addr(netif)),
             mask = ip4_addr_get_u32(netif_ip4_netmask(netif));
    uint32_t broadcast = address | ~mask;
    bool card = netif->hwaddr_len != 0;
    const char *name = interface_name(netif);
    struct ifaddrmsg fixed = {.ifa_family = AF_INET,
                              .ifa_prefixlen = (uint8_t)__builtin_popcount(mask),
                              .ifa_flags = IFA_F_PERMANENT,
                              .ifa_scope = card ? RT_SCOPE_UNIVERSE : RT_SCOPE_HOST,
                              .ifa_index = netif_get_index(netif)};
    if (address == 0) return;
    struct netlink_reply *reply = netlink_begin(answer, RTM_NEWADDR, &fixed, sizeof(fixed));
    if (reply == NULL) return;
    netlink_attribute(reply, IFA_ADDRESS, &address, sizeof(address));
    netlink_attribute(reply, IFA_LOCAL, &address, sizeof(address));
    if (card) netlink_attribute(reply, IFA_BROADCAST, &broadcast, sizeof(broadcast));
    netlink_attribute(reply, IFA_LABEL, name, (uint32_t)strlen(name) + 1);
    netlink_finish(answer, reply);
}

static void add_v6(struct netlink_answer *answer, const struct netif *netif, int8_t which)
{
    const ip6_addr_t *address = netif_ip6_addr(netif, which);
    bool loopback = ip6_addr_isloopback(address), link_local = ip6_addr_islinklocal(address);
    struct ifaddrmsg fixed = {.ifa_family = AF_INET6,
                              .ifa_prefixlen = loopback ? 128 : 64,
                              .ifa_flags = IFA_F_PERMANENT,
                              .ifa_scope = loopback     ? RT_SCOPE_HOST
                                           : link_local ? RT_SCOPE_LINK
                                                        : RT_SCOPE_UNIVERSE,
                              .ifa_index = netif_get_index(netif)};
    if (!ip6_addr_isvalid(netif_ip6_addr_state(netif, which))) return;
    struct netlink_reply *reply = netlink_begin(answer, RTM_NEWADDR, &fixed, sizeof(fixed));
    if (reply == NULL) return;
    netlink_attribute(reply, IFA_ADDRESS, address->addr, sizeof(address->addr));
    netlink_finish(answer, reply);
}

void netlink_dump_addresses(struct netlink_answer *answer, uint8_t family)
{
    for (unsigned index = 1; index <= UINT8_MAX; index++) {
        const struct netif *netif = netif_get_by_index((uint8_t)index);
        if (netif == NULL) continue;
        if (family != AF_INET6) add_v4(answer, netif);
        for (int8_t i = 0; family != AF_INET && i < LWIP_IPV6_NUM_ADDRESSES; i++) add_v6(answer, netif, i);
    }
}

static void add_route(struct netlink_answer *answer, const struct netif *netif, uint8_t bits,
                      uint32_t destination, uint32_t gateway)
{
    uint32_t index = netif_get_index(netif);
    struct rtmsg fixed = {.rtm_family = AF_INET,
                          .rtm_dst_len = bits,
                          .rtm_table = RT_TABLE_MAIN,
                          .rtm_protocol = RTPROT_BOOT,
                          .rtm_scope = gateway != 0 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
                          .rtm_type = RTN_UNICAST};
    struct netlink_reply *reply = netlink_begin(answer, RTM_NEWROUTE, &fixed, sizeof(fixed));
    if (reply == NULL) return;
    if (bits != 0) netlink_attribute(reply, RTA_DST, &destination, sizeof(destination));
    if (gateway != 0) netlink_attribute(reply, RTA_GATEWAY, &gateway, sizeof(gateway));
    netlink_attribute(reply, RTA_OIF, &index, sizeof(index));
    netlink_finish(answer, reply);
}

void netlink_dump_routes(struct netlink_answer *answer, uint8_t family)
{
    struct netif *netif;
    if (family == AF_INET6) return;
    NETIF_FOREACH(netif)
    {
        uint32_t address = ip4_addr_get_u32(netif_ip4_addr(netif)),
                 mask = ip4_addr_get_u32(netif_ip4_netmask(netif));
        uint32_t gateway = ip4_addr_get_u32(netif_ip4_gw(netif));
        if (netif->hwaddr_len == 0 || address == 0) continue;
        if (netif == netif_default && gateway != 0) add_route(answer, netif, 0, 0, gateway);
        add_route(answer, netif, (uint8_t)__builtin_popcount(mask), address & mask, 0);
    }
}
