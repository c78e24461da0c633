/* SPDX-License-Identifier: MIT */
/* What lwIP calls of ours. */
#pragma once

#include <lwip/err.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

struct netif;
struct tcp_hdr;
struct tcp_pcb;

/** Of an interface that takes segments of TCP larger than a frame: one of lwIP's bits, which it does not use.
 */
#define NETIF_FLAG_CUTS 0x80u
/** What a pbuf takes whose memory is a page. */
#define LWIP_PIECE 3856u

/** How many of `size` bytes are to be written at once, and whether into segments that a card cuts. */
uint16_t lwip_write_size(const struct tcp_pcb *pcb, uint16_t size, bool *large);
/** As tcp_write, by what lwip_write_size says. */
err_t lwip_write(struct tcp_pcb *pcb, const void *bytes, uint16_t size, uint8_t flags, bool large);

/** How many bytes can be put behind those that are yet to be sent, as memory that stays where it is; 0: what
 * comes next is to be written by lwip_write. */
uint16_t lwip_append_room(const struct tcp_pcb *pcb);
/** Puts a pbuf there, which is lwIP's from then on: its `len` is at most that. `push`: nothing follows soon.
 */
void lwip_append(struct tcp_pcb *pcb, struct pbuf *part, bool push);

/** In a packet that lwIP sends, in front of the headers: how many bytes of payload go into a frame, if it is
 * a segment of TCP with more than a byte. Valid until the packet is sent. */
static inline uint16_t *lwip_segment_note(struct pbuf *packet)
{
    return (uint16_t *)((char *)packet + LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)));
}

/** The name servers that DHCP told of; those that are any address are none. */
extern ip_addr_t lwip_name_servers[LWIP_DHCP_MAX_DNS_SERVERS];

/** How much memory there is for what comes and goes by the network. */
enum lwip_memory {
    LWIP_MEMORY_ENOUGH,
    LWIP_MEMORY_SHORT, /* a little for each connection */
    LWIP_MEMORY_NONE,  /* no more than each needs to go on */
};
enum lwip_memory lwip_memory(void);

/** Counts what kmalloc gave among lwIP's memory; lwip_free frees it. */
void lwip_hold(void *memory);
/** Counts a page among it that is somebody else's, and counts it no more. */
void lwip_hold_page(void);
void lwip_leave_page(void);

/** A number that only we can know, of a connection and of `more`: a keyed hash. */
uint64_t lwip_connection_hash(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                              uint16_t remote_port, uint64_t more);

/** The first sequence number of a connection (RFC 6528: a keyed hash over the connection, and a clock). */
uint32_t lwip_initial_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                               uint16_t remote_port);

/** Among the options of a control block that listens: no more connections are to be taken in now. */
#define LWIP_QUEUE_FULL 0x80u

/** As lwip_initial_sequence, or what the answer to a SYN has to be. */
uint32_t lwip_first_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                             uint16_t remote_port);

/** Whether a segment is to be taken by the control block, which may be one that listens. `header` has the
 * order of the host, and is followed by `first_size` of `options_size` bytes of options; `segment` begins
 * behind them. ERR_OK, or anything else: it is dropped. */
err_t lwip_admit(struct tcp_pcb *pcb, struct tcp_hdr *header, uint16_t options_size, uint16_t first_size,
                 struct pbuf *segment);

/** Each packet before lwIP looks at it. 0: lwIP goes on with it. */
int lwip_hear_v4(struct pbuf *pbuf, struct netif *netif);
int lwip_hear_v6(struct pbuf *pbuf, struct netif *netif);
