/* SPDX-License-Identifier: MIT */
/* The machine's cards as lwIP's interfaces. */
#include <abi/errno.h>
#include <arch/hooks.h>
#include <core/log.h>
#include <core/string.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <mm/kmalloc.h>

#include "card.h"
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
    lwip_free(pbuf);
}

/* What lwIP leaves unchecked. Headers lie in the first part, if there are several. */
static bool is_sound(const struct pbuf *pbuf)
{
    const struct eth_hdr *ethernet = pbuf->payload;
    if (pbuf->len < SIZEOF_ETH_HDR) return false;
    const uint8_t *payload = (const uint8_t *)pbuf->payload + SIZEOF_ETH_HDR;
    size_t here = pbuf->len - SIZEOF_ETH_HDR, size = pbuf->tot_len - SIZEOF_ETH_HDR;
    switch (ethernet->type) {
    case PP_HTONS(ETHTYPE_ARP): return here >= SIZEOF_ETHARP_HDR;
    case PP_HTONS(ETHTYPE_IP): return ip4_headers_fit(payload, here, size);
    case PP_HTONS(ETHTYPE_IPV6): return ip6_headers_fit(payload, here, size);
    default: return true;
    }
}

/* A part of a frame as lwIP has it. */
static struct pbuf *wrap(const struct net_packet *packet)
{
    struct received *received = packet->memory;
    lwip_hold(packet->memory);
    received->custom.custom_free_function = free_received;
    return pbuf_alloced_custom(PBUF_RAW, (uint16_t)packet->size, PBUF_REF, &received->custom, packet->bytes,
                               (uint16_t)packet->size);
}

/* The frame that begins with a packet. NULL: it is lost, or larger than lwIP can count. */
static struct pbuf *gather(struct net_device *device, struct net_packet *packet)
{
    struct pbuf *first = wrap(packet), *last = first;
    size_t size = packet->size;
    while (packet->more) {
        if (!device->receive(device, packet) || packet->memory == NULL) {
            size = SIZE_MAX;
            break;
        }
        last->next = wrap(packet);
        last = last->next;
        size += packet->size;
    }
    if (size > UINT16_MAX) {
        pbuf_free(first);
        return NULL;
    }
    size_t before = 0;
    for (struct pbuf *pbuf = first; pbuf != NULL; before += pbuf->len, pbuf = pbuf->next)
        pbuf->tot_len = (uint16_t)(size - before);
    return first;
}

static void take_in(struct netif *netif, struct net_packet *packet)
{
    struct net_device *device = netif->state;
    uint16_t checks = NETIF_CHECKSUM_ENABLE_ALL;
    if (packet->checked) checks &= (uint16_t) ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
    if (device->checksums) checks &= (uint16_t)~NETIF_CHECKSUM_GEN_TCP;
    struct pbuf *pbuf = gather(device, packet);
    if (pbuf == NULL) return;
    NETIF_SET_CHECKSUM_CTRL(netif, checks);
    if (!is_sound(pbuf) || netif->input(pbuf, netif) != ERR_OK) pbuf_free(pbuf);
}

bool inet_devices_receive(void)
{
    unsigned left = RECEIVE_BUDGET;
    LIST_FOREACH(&net_devices, node)
    {
        struct net_device *device = list_entry(node, struct net_device, node);
        struct net_packet packet;
        while (left != 0 && device->receive(device, &packet)) {
            take_in(&((struct card *)device->protocol_data)->netif, &packet);
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
        card_flush(device->protocol_data);
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
    netif->linkoutput = card_send;
    netif->mtu = (uint16_t)device->mtu;
    netif->hwaddr_len = NET_ADDRESS_SIZE;
    memcpy(netif->hwaddr, device->address, NET_ADDRESS_SIZE);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
    if (device->segments && device->segments_6) netif->flags |= NETIF_FLAG_CUTS;
    return ERR_OK;
}

static int add(struct net_device *device)
{
    struct card *card = kzalloc(sizeof(*card));
    if (card == NULL) return -ENOMEM;
    struct netif *netif = &card->netif;
    list_init(&card->waiting);
    device->protocol_data = card;
    if (netif_add(netif, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, device, init_interface, netif_input) ==
        NULL) {
        kfree(card);
        return -ENOMEM;
    }
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
