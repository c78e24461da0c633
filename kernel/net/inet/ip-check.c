/* SPDX-License-Identifier: MIT */
#include "ip-check.h"

/* RFC 791, 3.1. */
#define IP4_HEADER_SIZE 20u
#define IP4_LENGTH_OFFSET 2u
#define IP4_FRAGMENT_OFFSET 6u
#define IP4_FRAGMENT_MASK 0x1fffu
#define IP4_MORE_FRAGMENTS 0x2000u
#define IP4_PROTOCOL_OFFSET 9u
#define UDP 17
#define UDP_HEADER_SIZE 8u
#define UDP_TO_OFFSET 2u
#define DHCP_CLIENT_PORT 68u /* RFC 2131, 4.1 */

/* RFC 8200, 3 and 4. */
#define HEADER_SIZE 40u
#define PAYLOAD_LENGTH_OFFSET 4u
#define NEXT_HEADER_OFFSET 6u
#define HOP_BY_HOP 0
#define ROUTING 43
#define FRAGMENT 44
#define DESTINATION 60
#define PAD1 0
#define FRAGMENT_OFFSET_MASK 0xfff8u
#define UNIT 8u /* extension headers are multiples of it */

static unsigned be16(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

bool ip4_headers_fit(const uint8_t *packet, size_t here, size_t size)
{
    if (here < IP4_HEADER_SIZE) return false;
    size_t header = (packet[0] & 15u) * 4, total = be16(packet + IP4_LENGTH_OFFSET);
    if (header < IP4_HEADER_SIZE || total < header || total > size || header > here) return false;
    unsigned fragment = be16(packet + IP4_FRAGMENT_OFFSET);
    if ((fragment & IP4_FRAGMENT_MASK) != 0 || packet[IP4_PROTOCOL_OFFSET] != UDP) return true;
    if (MIN(total, here) - header < UDP_HEADER_SIZE) return false;
    /* lwIP takes it that an option of DHCP ends at latest in the piece behind the one that it begins in. */
    return !(fragment & IP4_MORE_FRAGMENTS) || be16(packet + header + UDP_TO_OFFSET) != DHCP_CLIENT_PORT;
}

/* RFC 8200, 4.2: each option but Pad1 has a type, a length, and so many bytes. */
static bool options_fit(const uint8_t *header, size_t size)
{
    for (size_t at = 2; at < size;) {
        if (header[at] == PAD1) {
            at++;
            continue;
        }
        if (size - at < 2 || size - at - 2 < header[at + 1]) return false;
        at += 2u + header[at + 1];
    }
    return true;
}

bool ip6_headers_fit(const uint8_t *packet, size_t here, size_t size)
{
    if (here < HEADER_SIZE) return false;
    size_t payload = be16(packet + PAYLOAD_LENGTH_OFFSET);
    if (payload > size - HEADER_SIZE) return false;
    const uint8_t *header = packet + HEADER_SIZE, *end = header + MIN(payload, here - HEADER_SIZE);
    uint8_t next = packet[NEXT_HEADER_OFFSET];
    while (next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION) {
        size_t left = (size_t)(end - header);
        if (left < UNIT) return false;
        size_t length = next == FRAGMENT ? UNIT : UNIT * (1u + header[1]);
        if (length > left) return false;
        if ((next == HOP_BY_HOP || next == DESTINATION) && !options_fit(header, length)) return false;
        /* What follows in later fragments is no header; all of those are in the first (RFC 7112). */
        if (next == FRAGMENT && (be16(header + 2) & FRAGMENT_OFFSET_MASK) != 0) return true;
        next = header[0];
        header += length;
    }
    return true;
}
