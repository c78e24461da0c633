/* SPDX-License-Identifier: MIT */
/* What messages of ICMP say of datagrams that nobody took. */
#pragma once

#include <lwip/ip_addr.h>

/** From where to where a datagram went that came to a port where nobody listens. Ports in the CPU's order. */
struct refused_datagram {
    ip_addr_t from, to;
    uint16_t from_port, to_port;
};

/** Reads a packet with its IP header, of which ip4_headers_fit has said that it is whole; false: it is no
 * such message, or nothing can be made of it. Checksums are not looked at. `size` is in bytes. */
bool unreachable_read_v4(const uint8_t *packet, size_t size, struct refused_datagram *refused);
/** The same for IPv6 (ip6_headers_fit). Messages behind extension headers are passed over, and those about
 * datagrams that have some. */
bool unreachable_read_v6(const uint8_t *packet, size_t size, struct refused_datagram *refused);
