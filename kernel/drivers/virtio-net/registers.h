/* SPDX-License-Identifier: MIT */
/* The network card's wire format (VIRTIO 1.1, 5.1). */
#pragma once

#include <core/types.h>

#define NET_F_CSUM (1ull << 0)
#define NET_F_GUEST_CSUM (1ull << 1)
#define NET_F_MTU (1ull << 3)
#define NET_F_MAC (1ull << 5)
#define NET_F_GUEST_TSO4 (1ull << 7)
#define NET_F_GUEST_TSO6 (1ull << 8)
#define NET_F_HOST_TSO4 (1ull << 11)
#define NET_F_HOST_TSO6 (1ull << 12)
#define NET_F_MRG_RXBUF (1ull << 15)
#define NET_F_STATUS (1ull << 16)

/* Offsets in the configuration (5.1.4). */
#define NET_CONFIG_MAC 0
#define NET_CONFIG_STATUS 6
#define NET_CONFIG_MTU 10

#define NET_STATUS_LINK_UP 1u

#define NET_QUEUE_RECEIVE 0
#define NET_QUEUE_TRANSMIT 1

#define NET_HDR_F_NEEDS_CSUM 1u
#define NET_HDR_F_DATA_VALID 2u
#define NET_HDR_GSO_NONE 0
#define NET_HDR_GSO_TCPV4 1
#define NET_HDR_GSO_TCPV6 4

/** In front of every frame (5.1.6). */
struct net_header {
    uint8_t flags;
    uint8_t gso_type;
    uint16_t hdr_len;
    uint16_t gso_size;
    uint16_t csum_start;
    uint16_t csum_offset;
    uint16_t num_buffers;
};
_Static_assert(sizeof(struct net_header) == 12, "VIRTIO 1.1, 5.1.6");
