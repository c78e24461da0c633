/* SPDX-License-Identifier: MIT */
/* What is to be true of a packet before lwIP gets it: lwIP reads these fields before it looks whether they
 * are there. */
#pragma once

#include <core/types.h>

/** Whether the header of an IPv4 packet of `size` bytes, and of UDP in it, lie inside of the packet, and in
 * the `here` bytes of it that are in one place; and whether what DHCP says is not in fragments. */
bool ip4_headers_fit(const uint8_t *packet, size_t here, size_t size);

/** Whether the extension headers of an IPv6 packet of `size` bytes, and the options in them, lie inside of
 * the packet, and in the `here` bytes of it that are in one place. */
bool ip6_headers_fit(const uint8_t *packet, size_t here, size_t size);
