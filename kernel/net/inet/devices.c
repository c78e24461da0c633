/* SPDX-License-Identifier: MIT */
/* The machine's cards as lwIP's interfaces. */
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/inet_chksum.h>
#include <lwip/netif.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>
#include <mm/kmalloc.h>
#include <net/device.h>

#include "ip-check.h"
#include "private.h"

/* So many frames are taken in before others get the lock. */
#define RECEIVE_BUDGET 64u

/* A received frame as lwIP has it, in the packet's headroom. */
struct received {
    struct pbuf_custom custom;
};
_Static_assert(sizeof(struct received) <= NET_PACKET_HEADROOM, "it lies in the headroom");

static void free_received(struct pbuf *pbuf)
{
    kfree(pbuf);
}

/* Leaves the checksum of a TCP segment to the card: what lwIP left out of it is the pseudo header's sum. Only
 * whole packets without extension headers are of this kind. */
static void offload_checksum(struct net_frame *frame)
{
    uint8_t *bytes = frame->bytes;
    const struct eth_hdr *ethernet = frame->bytes;
    uint32_t start, size;
    ip_addr_t from, to;
    if (ethernet->type == PP_HTONS(ETHTYPE_IP) && frame->size >= SIZEOF_ETH_HDR + IP_HLEN) {
        const struct ip_hdr *ip = (const struct ip_hdr *)(bytes + SIZEOF_ETH_HDR);
        if (IPH_PROTO(ip) != IP_PROTO_TCP) return;
        start = SIZEOF_ETH_HDR + IPH_HL_BYTES(ip);
        ip_addr_copy_from_ip4(from, ip->src);
        ip_addr_copy_from_ip4(to, ip->dest);
    } else if (ethernet->type == PP_HTONS(ETHTYPE_IPV6) && frame->size >= SIZEOF_ETH_HDR + IP6_HLEN) {
        const struct ip6_hdr *ip = (const struct ip6_hdr *)(bytes + SIZEOF_ETH_HDR);
        if (IP6H_NEXTH(ip) != IP6_NEXTH_TCP) return;
        start = SIZEOF_ETH_HDR + IP6_HLEN;
        ip_addr_copy_from_ip6_packed(from, ip->src);
        ip_addr_copy_from_ip6_packed(to, ip->dest);
    } else {
        return;
    }
    if (frame->size < start + TCP_HLEN) return;
    size = frame->size - start;
    struct tcp_hdr *tcp = (struct tcp_hdr *)(bytes + start);
    /* Over no bytes, this is the sum of the pseudo header alone, inverted. */
    struct pbuf empty = {.payload = tcp};
    tcp->chksum = (uint16_t)~ip_chksum_pseudo(&empty, IP_PROTO_TCP, (uint16_t)size, &from, &to);
    frame->checksum_start = (uint16_t)start;
    frame->checksum_offset = offsetof(struct tcp_hdr, chksum);
}

static err_t send_frame(struct netif *netif, struct pbuf *pbuf)
{
    struct net_device *device = netif->state;
    if (pbuf->tot_len > NET_FRAME_MAX) return ERR_BUF;
    struct net_frame *frame = device->frame(device, pbuf->tot_len);
    if (frame == NULL) return ERR_MEM;
    pbuf_copy_partial(pbuf, frame->bytes, pbuf->tot_len, 0);
    if (device->checksums) offload_checksum(frame);
    return device->send(device, frame) == 0 ? ERR_OK : ERR_MEM;
}

/* What lwIP leaves unchecked. */
static bool is_sound(const struct net_packet *packet)
{
    const struct eth_hdr *ethernet = packet->frame;
    if (packet->size < SIZEOF_ETH_HDR) return false;
    const uint8_t *payload = (const uint8_t *)packet->frame + SIZEOF_ETH_HDR;
    size_t size = packet->size - SIZEOF_ETH_HDR;
    switch (ethernet->type) {
    case PP_HTONS(ETHTYPE_ARP): return size >= SIZEOF_ETHARP_HDR;
    case PP_HTONS(ETHTYPE_IP): return ip4_headers_fit(payload, size);
    case PP_HTONS(ETHTYPE_IPV6): return ip6_headers_fit(payload, size);
    default: return true;
    }
}

static void take_in(struct netif *netif, const struct net_packet *packet)
{
    if (!is_sound(packet)) {
        kfree(packet->memory);
        return;
    }
    struct received *received = packet->memory;
    received->custom.custom_free_function = free_received;
    struct pbuf *pbuf = pbuf_alloced_custom(PBUF_RAW, (uint16_t)packet->size, PBUF_REF, &received->custom,
                                            packet->frame, (uint16_t)packet->size);
    uint16_t checks = NETIF_CHECKSUM_ENABLE_ALL;
    if (packet->checked) checks &= (uint16_t) ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
    const struct net_device *device = netif->state;
    if (device->checksums) checks &= (uint16_t)~NETIF_CHECKSUM_GEN_TCP;
    NETIF_SET_CHECKSUM_CTRL(netif, checks);
    if (netif->input(pbuf, netif) != ERR_OK) pbuf_free(pbuf);
}

bool inet_devices_receive(void)
{
    unsigned left = RECEIVE_BUDGET;
    LIST_FOREACH(&net_devices, node)
    {
        struct net_device *device = list_entry(node, struct net_device, node);
        struct net_packet packet;
        while (left != 0 && device->receive(device, &packet)) {
            take_in(device->protocol_data, &packet);
            left--;
        }
    }
    return left == 0;
}

void inet_devices_flush(void)
{
    LIST_FOREACH(&net_devices, node)
    {
        struct net_device *device = list_entry(node, struct net_device, node);
        device->flush(device);
    }
}

static void arrived(struct net_device *device)
{
    (void)device;
    inet_wake();
}

static err_t init_interface(struct netif *netif)
{
    struct net_device *device = netif->state;
    netif->name[0] = device->name[0];
    netif->name[1] = device->name[1];
    netif->output = etharp_output;
    netif->output_ip6 = ethip6_output;
    netif->linkoutput = send_frame;
    netif->mtu = (uint16_t)device->mtu;
    netif->hwaddr_len = NET_ADDRESS_SIZE;
    memcpy(netif->hwaddr, device->address, NET_ADDRESS_SIZE);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
    return ERR_OK;
}

static int add(struct net_device *device)
{
    struct netif *netif = kzalloc(sizeof(*netif));
    if (netif == NULL) return -ENOMEM;
    if (netif_add(netif, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, device, init_interface, netif_input) ==
        NULL) {
        kfree(netif);
        return -ENOMEM;
    }
    device->protocol_data = netif;
    device->arrived = arrived;
    if (device->checksums)
        NETIF_SET_CHECKSUM_CTRL(netif, NETIF_CHECKSUM_ENABLE_ALL & ~NETIF_CHECKSUM_GEN_TCP);
    if (netif_default == NULL) netif_set_default(netif);
    netif_set_link_up(netif);
    netif_set_up(netif);
    inet_configure(netif);
    return 0;
}

int inet_devices_start(void)
{
    LIST_FOREACH(&net_devices, node)
    {
        int status = add(list_entry(node, struct net_device, node));
        if (status != 0) return status;
    }
    return 0;
}
