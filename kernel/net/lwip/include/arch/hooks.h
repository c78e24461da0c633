/* SPDX-License-Identifier: MIT */
/* What lwIP calls of ours. */
#pragma once

#include <lwip/ip_addr.h>

/** DHCP told of name server number `index`. */
void dns_setserver(uint8_t index, const ip_addr_t *server);

/** The first sequence number of a connection (RFC 6528: a keyed hash over the connection, and a clock). */
uint32_t lwip_initial_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                               uint16_t remote_port);
