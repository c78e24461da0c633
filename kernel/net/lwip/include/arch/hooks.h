/* SPDX-License-Identifier: MIT */
/* What lwIP calls of ours. */
#pragma once

#include <lwip/err.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

/** The name servers that DHCP told of; those that are any address are none. */
extern ip_addr_t lwip_name_servers[LWIP_DHCP_MAX_DNS_SERVERS];

/** A number that only we can know, of a connection and of `more`: a keyed hash. */
uint64_t lwip_connection_hash(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                              uint16_t remote_port, uint64_t more);

/** The first sequence number of a connection (RFC 6528: a keyed hash over the connection, and a clock). */
uint32_t lwip_initial_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                               uint16_t remote_port);

/** Among the options of a control block that listens: no more connections are to be taken in now. */
#define LWIP_QUEUE_FULL 0x80u

struct tcp_hdr;
struct tcp_pcb;

/** As lwip_initial_sequence, or what the answer to a SYN has to be. */
uint32_t lwip_first_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                             uint16_t remote_port);

/** Whether a segment is to be taken by the control block, which may be one that listens. `header` has the
 * order of the host, and is followed by `first_size` of `options_size` bytes of options; `segment` begins
 * behind them. ERR_OK, or anything else: it is dropped. */
err_t lwip_admit(struct tcp_pcb *pcb, struct tcp_hdr *header, uint16_t options_size, uint16_t first_size,
                 struct pbuf *segment);
