/* SPDX-License-Identifier: MIT */
/*
 * Segments larger than a frame, which the card cuts (TSO). lwIP knows none: its segments have at most the
 * size that the peer wants, and each costs it as much as a large one. So it is told of a larger size while
 * data is written (lwip_write), and what it does with segments later goes through here, by names that are
 * linked with --wrap (component.ts): where a window or a loss asks for less than a segment, it is split.
 */
#include <arch/hooks.h>
#include <core/string.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/nd6.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>

err_t __real_tcp_output(struct tcp_pcb *pcb);
err_t __wrap_tcp_output(struct tcp_pcb *pcb);
void __real_tcp_rexmit_fast(struct tcp_pcb *pcb);
void __wrap_tcp_rexmit_fast(struct tcp_pcb *pcb);
void __real_tcp_rexmit_rto_commit(struct tcp_pcb *pcb);
void __wrap_tcp_rexmit_rto_commit(struct tcp_pcb *pcb);
err_t __wrap_tcp_split_unsent_seg(struct tcp_pcb *pcb, uint16_t part);
err_t __real_ip4_frag(struct pbuf *packet, struct netif *netif, const ip4_addr_t *to);
err_t __wrap_ip4_frag(struct pbuf *packet, struct netif *netif, const ip4_addr_t *to);
err_t __real_ip6_frag(struct pbuf *packet, struct netif *netif, const ip6_addr_t *to);
err_t __wrap_ip6_frag(struct pbuf *packet, struct netif *netif, const ip6_addr_t *to);

/* A segment with its headers has to be less than 64 KiB. */
#define LARGE_MAX (UINT16_MAX - 128u)
/* Of a segment, so that a card takes it with all its parts. */
#define PARTS_MAX 18u

static bool are_cut(const struct tcp_pcb *pcb)
{
    const struct netif *netif = ip_route(&pcb->local_ip, &pcb->remote_ip);
    return netif != NULL && (netif->flags & NETIF_FLAG_CUTS);
}

uint16_t lwip_write_size(const struct tcp_pcb *pcb, uint16_t size, bool *large)
{
    *large = (size > pcb->mss || pcb->unsent != NULL) && are_cut(pcb);
    /* What is allocated at a time is a page. */
    return *large ? (uint16_t)MIN(size, pcb->unsent_oversize + LWIP_PIECE) : size;
}

/* How large a segment may become, as tcp_write sees it, while it is told of `mss` or of what a card cuts. */
static uint16_t limit_of(const struct tcp_pcb *pcb, bool large)
{
    return large ? (uint16_t)(LARGE_MAX / pcb->mss * pcb->mss) : pcb->mss;
}

static struct tcp_seg *last_unsent(const struct tcp_pcb *pcb)
{
    struct tcp_seg *last = pcb->unsent;
    while (last != NULL && last->next != NULL) last = last->next;
    return last;
}

uint16_t lwip_append_room(const struct tcp_pcb *pcb)
{
    const struct tcp_seg *last = last_unsent(pcb);
    if (last == NULL || last->len == 0 || !are_cut(pcb) || pbuf_clen(last->p) >= PARTS_MAX) return 0;
    /* lwIP makes no segment of more than half of the peer's window. */
    tcpwnd_size_t limit = MIN((tcpwnd_size_t)limit_of(pcb, true), pcb->snd_wnd_max / 2);
    return (uint16_t)(last->len < limit ? limit - last->len : 0);
}

void lwip_append(struct tcp_pcb *pcb, struct pbuf *part, bool push)
{
    struct tcp_seg *last = last_unsent(pcb);
    uint16_t size = part->len;
    pbuf_cat(last->p, part);
    last->len += size;
    if (push) TCPH_SET_FLAG(last->tcphdr, TCP_PSH);
    pcb->unsent_oversize = 0;
    pcb->snd_lbb += size;
    pcb->snd_buf -= size;
    pcb->snd_queuelen++;
}

err_t lwip_write(struct tcp_pcb *pcb, const void *bytes, uint16_t size, uint8_t flags, bool large)
{
    uint16_t mss = pcb->mss, limit = limit_of(pcb, large);
    const struct tcp_seg *last = last_unsent(pcb);
    /* lwIP goes on with the last segment, which has to be within the limit, and so has the room behind it. */
    if (last != NULL && (last->len > limit || pbuf_clen(last->p) >= PARTS_MAX)) {
        limit = MAX(mss, last->len);
        pcb->unsent_oversize = (uint16_t)MIN(pcb->unsent_oversize, limit - last->len);
    }
    pcb->mss = limit;
    err_t error = tcp_write(pcb, bytes, size, flags);
    pcb->mss = mss;
    return error;
}

/* Cuts a segment behind `part` bytes, fewer than it has; the rest is the next one in the list. The bytes of
 * one pbuf at most are copied. */
static err_t split(struct tcp_pcb *pcb, struct tcp_seg *segment, uint16_t part)
{
    /* A card may be reading it. */
    if (segment->p->ref != 1) return ERR_INPROGRESS;
    struct pbuf *cut = segment->p;
    uint16_t left = (uint16_t)(segment->len - part), offset = (uint16_t)(cut->tot_len - left);
    for (; offset > cut->len; cut = cut->next) offset = (uint16_t)(offset - cut->len);
    uint16_t tail = (uint16_t)(cut->len - offset);
    struct pbuf *first = pbuf_alloc(PBUF_TRANSPORT, tail, PBUF_RAM);
    struct tcp_seg *rest = first != NULL ? memp_malloc(MEMP_TCP_SEG) : NULL;
    if (rest == NULL) {
        if (first != NULL) pbuf_free(first);
        return ERR_MEM;
    }
    memcpy(first->payload, (char *)cut->payload + offset, tail);
    first->next = cut->next;
    first->tot_len = left;
    cut->next = NULL;
    cut->len = offset;
    for (struct pbuf *pbuf = segment->p; pbuf != NULL; pbuf = pbuf->next)
        pbuf->tot_len = (uint16_t)(pbuf->tot_len - left);

    (void)!pbuf_add_header(first, TCP_HLEN); /* for which there is room */
    *rest = *segment;
    rest->p = first;
    rest->len = left;
    rest->tcphdr = first->payload;
    *rest->tcphdr = *segment->tcphdr;
    rest->tcphdr->seqno = lwip_htonl(lwip_ntohl(segment->tcphdr->seqno) + part);
    TCPH_UNSET_FLAG(segment->tcphdr, TCP_PSH | TCP_FIN);
    segment->len = part;
    segment->next = rest;
    pcb->snd_queuelen++;
    if (rest->next == NULL) pcb->unsent_oversize = 0;
    return ERR_OK;
}

/* Takes out of a list's first segment, which is to be sent again, what was acknowledged of it. */
static void trim(struct tcp_pcb *pcb, struct tcp_seg **list)
{
    struct tcp_seg *first = *list;
    uint32_t acknowledged = first != NULL ? pcb->lastack - lwip_ntohl(first->tcphdr->seqno) : 0;
    if (acknowledged == 0 || first == NULL || acknowledged >= first->len ||
        split(pcb, first, (uint16_t)acknowledged) != ERR_OK)
        return;
    *list = first->next;
    pcb->snd_queuelen = (uint16_t)(pcb->snd_queuelen - pbuf_clen(first->p));
    pcb->snd_buf += first->len;
    tcp_seg_free(first);
}

/* Splits the next segment if only a part of it may be sent now; false: it is not so. */
static bool split_to_window(struct tcp_pcb *pcb)
{
    struct tcp_seg *next = pcb->unsent;
    if (next == NULL || next->len <= pcb->mss) return false;
    uint32_t window = MIN(pcb->snd_wnd, pcb->cwnd), used = lwip_ntohl(next->tcphdr->seqno) - pcb->lastack;
    uint32_t part = used < window ? (window - used) / pcb->mss * pcb->mss : 0;
    return part != 0 && part < next->len && split(pcb, next, (uint16_t)part) == ERR_OK;
}

/* Leaves word for who sends the segments into which frames they are to be cut. */
static void note_sizes(struct tcp_pcb *pcb)
{
    for (struct tcp_seg *segment = pcb->unsent; segment != NULL; segment = segment->next)
        *lwip_segment_note(segment->p) = pcb->mss;
}

err_t __wrap_tcp_output(struct tcp_pcb *pcb)
{
    err_t error;
    /* lwIP would send nothing either: it comes back when it is through with what came in. */
    if (pcb == tcp_input_pcb) return ERR_OK;
    do {
        note_sizes(pcb);
        error = __real_tcp_output(pcb);
    } while (error == ERR_OK && split_to_window(pcb));
    return error;
}

void __wrap_tcp_rexmit_rto_commit(struct tcp_pcb *pcb)
{
    trim(pcb, &pcb->unsent);
    note_sizes(pcb);
    __real_tcp_rexmit_rto_commit(pcb);
    if (split_to_window(pcb)) (void)!__wrap_tcp_output(pcb);
}

void __wrap_tcp_rexmit_fast(struct tcp_pcb *pcb)
{
    if (pcb->unacked != NULL && !(pcb->flags & TF_INFR)) {
        trim(pcb, &pcb->unacked);
        if (pcb->unacked->len > pcb->mss) (void)!split(pcb, pcb->unacked, pcb->mss);
    }
    __real_tcp_rexmit_fast(pcb);
}

err_t __wrap_tcp_split_unsent_seg(struct tcp_pcb *pcb, uint16_t part)
{
    if (pcb->unsent == NULL || part == 0) return ERR_VAL;
    return part < pcb->unsent->len ? split(pcb, pcb->unsent, part) : ERR_OK;
}

err_t __wrap_ip4_frag(struct pbuf *packet, struct netif *netif, const ip4_addr_t *to)
{
    const struct ip_hdr *ip = packet->payload;
    bool cut = IPH_PROTO(ip) == IP_PROTO_TCP && (netif->flags & NETIF_FLAG_CUTS);
    return cut ? netif->output(netif, packet, to) : __real_ip4_frag(packet, netif, to);
}

/* What has to be smaller on its way than the interface wants it is cut so; a segment that is not large, and
 * yet too large for the way, becomes fragments. */
err_t __wrap_ip6_frag(struct pbuf *packet, struct netif *netif, const ip6_addr_t *to)
{
    const struct ip6_hdr *ip = packet->payload;
    if (IP6H_NEXTH(ip) != IP6_NEXTH_TCP || !(netif->flags & NETIF_FLAG_CUTS) || packet->tot_len <= netif->mtu)
        return __real_ip6_frag(packet, netif, to);
    uint16_t room = (uint16_t)(nd6_get_destination_mtu(to, netif) - IP6_HLEN - TCP_HLEN);
    *lwip_segment_note(packet) = MIN(*lwip_segment_note(packet), room);
    return netif->output_ip6(netif, packet, to);
}
