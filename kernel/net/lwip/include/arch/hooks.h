/* SPDX-License-Identifier: MIT */
/* What lwIP calls of ours. */
#pragma once

#include <lwip/ip_addr.h>

/** The name servers that DHCP told of; those that are any address are none. */
extern ip_addr_t lwip_name_servers[LWIP_DHCP_MAX_DNS_SERVERS];

/** The first sequence number of a connection (RFC 6528: a keyed hash over the connection, and a clock). */
uint32_t lwip_initial_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                               uint16_t remote_port);
