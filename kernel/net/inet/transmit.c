/* SPDX-License-Identifier: MIT */
/*
 * Frames on their way out. The card reads them where lwIP has them: a frame is a chain of pbufs that lwIP
 * made for sending, with room in front of the first one's headers for what we note of it, and a reference to
 * it is kept until the card has read it. lwIP does not send a segment again while somebody else has a
 * reference. What came from elsewhere (answers to an echo, fragments) is copied first.
 */
#include <abi/errno.h>
#include <arch/hooks.h>
#include <lwip/inet_chksum.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>

#include "card.h"

/* So many frames wait for room in the card's queue; more are dropped, as a link that is too slow does. */
#define WAITING_MAX 1024u

static struct net_frame *frame_of(struct pbuf *pbuf)
{
    return (struct net_frame *)((char *)pbuf + LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)));
}

static struct pbuf *pbuf_of(struct net_frame *frame)
{
    return (struct pbuf *)((char *)frame - LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)));
}
_Static_assert(PBUF_LINK_ENCAPSULATION_HLEN >= sizeof(struct net_frame) + NET_FRAME_HEADROOM,
               "both lie in front of a frame");

static void done(struct net_frame *frame)
{
    pbuf_free(pbuf_of(frame));
}

/* Whether there is room in front of a packet, and with it what lwip_segment_note says. */
static bool has_room(struct pbuf *pbuf)
{
    const char *room = (const char *)frame_of(pbuf) + sizeof(struct net_frame);
    return pbuf_match_type(pbuf, PBUF_RAM) && !(pbuf->flags & PBUF_FLAG_IS_CUSTOM) &&
           (const char *)pbuf->payload >= room + NET_FRAME_HEADROOM;
}

/* Whether the card can read the packet where it is. */
static bool is_ours(const struct net_device *device, const struct pbuf *pbuf)
{
    unsigned count = 0;
    if (pbuf->ref != 1) return false;
    for (; pbuf != NULL; pbuf = pbuf->next)
        if (++count > device->parts_max || PBUF_NEEDS_COPY(pbuf)) return false;
    return true;
}

/* Leaves the checksum of a TCP segment to the card: what lwIP left out of it is the pseudo header's sum; and
 * a segment larger than a frame for it to be cut, by what lwip_segment_note said. Only whole packets without
 * extension headers are of this kind. `frame` is the first part. -EMSGSIZE: nobody said how to cut it. */
static int leave_to_card(const struct net_device *device, struct net_frame *frame, struct pbuf *pbuf,
                         uint16_t segment_size)
{
    uint8_t *bytes = pbuf->payload;
    const struct eth_hdr *ethernet = pbuf->payload;
    bool large = frame->size > device->mtu + SIZEOF_ETH_HDR, cuts = device->segments;
    uint32_t start = 0, size;
    ip_addr_t from, to;
    if (device->checksums && ethernet->type == PP_HTONS(ETHTYPE_IP) &&
        pbuf->len >= SIZEOF_ETH_HDR + IP_HLEN) {
        const struct ip_hdr *ip = (const struct ip_hdr *)(bytes + SIZEOF_ETH_HDR);
        if (IPH_PROTO(ip) == IP_PROTO_TCP) start = SIZEOF_ETH_HDR + IPH_HL_BYTES(ip);
        ip_addr_copy_from_ip4(from, ip->src);
        ip_addr_copy_from_ip4(to, ip->dest);
    } else if (device->checksums && ethernet->type == PP_HTONS(ETHTYPE_IPV6) &&
               pbuf->len >= SIZEOF_ETH_HDR + IP6_HLEN) {
        const struct ip6_hdr *ip = (const struct ip6_hdr *)(bytes + SIZEOF_ETH_HDR);
        if (IP6H_NEXTH(ip) == IP6_NEXTH_TCP) start = SIZEOF_ETH_HDR + IP6_HLEN;
        ip_addr_copy_from_ip6_packed(from, ip->src);
        ip_addr_copy_from_ip6_packed(to, ip->dest);
        frame->v6 = true;
        cuts = device->segments_6;
    }
    if (start == 0 || pbuf->len < start + TCP_HLEN) return large ? -EMSGSIZE : 0;
    size = frame->size - start;
    struct tcp_hdr *tcp = (struct tcp_hdr *)(bytes + start);
    /* Over no bytes, this is the sum of the pseudo header alone, inverted. */
    struct pbuf empty = {.payload = tcp};
    tcp->chksum = (uint16_t)~ip_chksum_pseudo(&empty, IP_PROTO_TCP, (uint16_t)size, &from, &to);
    frame->checksum_start = (uint16_t)start;
    frame->checksum_offset = offsetof(struct tcp_hdr, chksum);
    uint32_t headers = start + TCPH_HDRLEN_BYTES(tcp);
    if (segment_size == 0 || headers + segment_size >= frame->size) return large ? -EMSGSIZE : 0;
    if (!cuts || headers > pbuf->len || headers + segment_size > device->mtu + SIZEOF_ETH_HDR)
        return -EMSGSIZE;
    frame->headers_size = (uint16_t)headers;
    frame->segment_size = segment_size;
    return 0;
}

static int hand_over(struct net_device *device, struct pbuf *pbuf)
{
    struct net_part parts[NET_PARTS_MAX];
    unsigned count = 0;
    struct net_frame *frame = frame_of(pbuf);
    for (; pbuf != NULL; pbuf = pbuf->next)
        if (pbuf->len != 0) parts[count++] = (struct net_part){pbuf->payload, pbuf->len};
    return device->send(device, frame, parts, count);
}

static void drop(struct net_device *device, struct pbuf *pbuf)
{
    device->sent_dropped++;
    pbuf_free(pbuf);
}

err_t card_send(struct netif *netif, struct pbuf *pbuf)
{
    struct net_device *device = netif->state;
    struct card *card = device->protocol_data;
    bool room = has_room(pbuf);
    uint16_t segment_size = room ? *lwip_segment_note(pbuf) : 0;
    if (room && is_ours(device, pbuf))
        pbuf_ref(pbuf);
    else
        pbuf = pbuf_clone(PBUF_RAW_TX, PBUF_RAM, pbuf);
    if (pbuf == NULL) return ERR_MEM;
    struct net_frame *frame = frame_of(pbuf);
    *frame = (struct net_frame){.done = done, .size = pbuf->tot_len};
    int status = leave_to_card(device, frame, pbuf, segment_size);
    if (status == 0 && !list_empty(&card->waiting)) status = -ENOSPC;
    if (status == 0) status = hand_over(device, pbuf);
    if (status == 0) return ERR_OK;
    if (status == -ENOSPC && card->waiting_count < WAITING_MAX) {
        list_add_tail(&card->waiting, &frame->node);
        card->waiting_count++;
        return ERR_OK;
    }
    drop(device, pbuf);
    return ERR_MEM;
}

void card_flush(struct card *card)
{
    struct net_device *device = card->netif.state;
    while (!list_empty(&card->waiting)) {
        struct net_frame *frame = list_entry(card->waiting.next, struct net_frame, node);
        list_remove(&frame->node);
        int status = hand_over(device, pbuf_of(frame));
        if (status == -ENOSPC) {
            list_add_head(&card->waiting, &frame->node);
            break;
        }
        card->waiting_count--;
        if (status != 0) drop(device, pbuf_of(frame));
    }
    device->flush(device);
}
