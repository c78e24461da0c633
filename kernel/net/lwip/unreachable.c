/* SPDX-License-Identifier: MIT */
/*
 * Sockets of datagrams that are connected are told when nobody listens at the peer's port: lwIP sends such
 * messages and takes none. So each packet is looked at before lwIP gets it, whether it came by a card or from
 * ourselves. Whoever can see what we send could make the message up; all that he could do with it is make one
 * call fail, as with Linux.
 *
 * Told is the function that gets datagrams, by one that is NULL.
 */
#include "unreachable.h"

#include <arch/hooks.h>
#include <core/string.h>
#include <lwip/inet_chksum.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/udp.h>

/* RFC 791, 3.1. */
#define IP4_HEADER_SIZE 20u
#define IP4_LENGTH_OFFSET 2u
#define IP4_FRAGMENT_OFFSET 6u
#define IP4_FRAGMENT_BITS 0x3fffu /* more fragments, and which one it is */
#define IP4_PROTOCOL_OFFSET 9u
#define IP4_FROM_OFFSET 12u
#define IP4_TO_OFFSET 16u
/* RFC 8200, 3. */
#define IP6_HEADER_SIZE 40u
#define IP6_LENGTH_OFFSET 4u
#define IP6_NEXT_OFFSET 6u
#define IP6_FROM_OFFSET 8u
#define IP6_TO_OFFSET 24u
/* RFC 792 and RFC 4443, 3.1: type, code, checksum, four bytes of nothing, then the datagram's beginning. */
#define ICMP4 1
#define ICMP4_UNREACHABLE 3
#define ICMP4_PORT 3
#define ICMP6 58
#define ICMP6_UNREACHABLE 1
#define ICMP6_PORT 4
#define ICMP_HEADER_SIZE 8u
#define UDP 17
#define PORTS_SIZE 4u /* RFC 768 */

static uint16_t be16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static size_t header_size_v4(const uint8_t *packet)
{
    return (packet[0] & 15u) * 4u;
}

static void read_ports(const uint8_t *udp, struct refused_datagram *refused)
{
    refused->from_port = be16(udp);
    refused->to_port = be16(udp + 2);
}

static void read_address_v4(const uint8_t *bytes, ip_addr_t *ip)
{
    uint32_t address;
    memcpy(&address, bytes, sizeof(address));
    ip_addr_set_ip4_u32(ip, address);
}

bool unreachable_read_v4(const uint8_t *packet, size_t size, struct refused_datagram *refused)
{
    size_t header = header_size_v4(packet);
    if (packet[IP4_PROTOCOL_OFFSET] != ICMP4 || (be16(packet + IP4_FRAGMENT_OFFSET) & IP4_FRAGMENT_BITS) != 0)
        return false;
    if (size < header + ICMP_HEADER_SIZE + IP4_HEADER_SIZE) return false;
    const uint8_t *icmp = packet + header, *inner = icmp + ICMP_HEADER_SIZE;
    if (icmp[0] != ICMP4_UNREACHABLE || icmp[1] != ICMP4_PORT) return false;
    size_t left = size - header - ICMP_HEADER_SIZE, inner_header = header_size_v4(inner);
    if (inner[0] >> 4 != 4 || inner[IP4_PROTOCOL_OFFSET] != UDP) return false;
    if (inner_header < IP4_HEADER_SIZE || left < inner_header + PORTS_SIZE) return false;
    read_address_v4(inner + IP4_FROM_OFFSET, &refused->from);
    read_address_v4(inner + IP4_TO_OFFSET, &refused->to);
    read_ports(inner + inner_header, refused);
    return true;
}

static void read_address_v6(const uint8_t *bytes, ip_addr_t *ip)
{
    uint32_t words[4];
    memcpy(words, bytes, sizeof(words));
    IP_ADDR6(ip, words[0], words[1], words[2], words[3]);
}

bool unreachable_read_v6(const uint8_t *packet, size_t size, struct refused_datagram *refused)
{
    if (packet[IP6_NEXT_OFFSET] != ICMP6) return false;
    if (size < IP6_HEADER_SIZE + ICMP_HEADER_SIZE + IP6_HEADER_SIZE + PORTS_SIZE) return false;
    const uint8_t *icmp = packet + IP6_HEADER_SIZE, *inner = icmp + ICMP_HEADER_SIZE;
    if (icmp[0] != ICMP6_UNREACHABLE || icmp[1] != ICMP6_PORT) return false;
    if (inner[0] >> 4 != 6 || inner[IP6_NEXT_OFFSET] != UDP) return false;
    read_address_v6(inner + IP6_FROM_OFFSET, &refused->from);
    read_address_v6(inner + IP6_TO_OFFSET, &refused->to);
    read_ports(inner + IP6_HEADER_SIZE, refused);
    return true;
}

static void tell(const struct refused_datagram *refused)
{
    for (struct udp_pcb *pcb = udp_pcbs; pcb != NULL; pcb = pcb->next) {
        if (pcb->local_port != refused->from_port || pcb->remote_port != refused->to_port) continue;
        /* lwIP's client of DHCP is connected too, to no address in particular. */
        if (!(pcb->flags & UDP_FLAGS_CONNECTED) || ip_addr_isany(&pcb->remote_ip)) continue;
        if (!ip_addr_cmp_zoneless(&pcb->remote_ip, &refused->to)) continue;
        if (!ip_addr_isany(&pcb->local_ip) && !ip_addr_cmp_zoneless(&pcb->local_ip, &refused->from)) continue;
        pcb->recv(pcb->recv_arg, pcb, NULL, &refused->to, refused->to_port);
    }
}

/* Packets that lie in several pieces are not looked at: cards and loopback bring each in one. */
int lwip_hear_v4(struct pbuf *pbuf, struct netif *netif)
{
    struct refused_datagram refused;
    const uint8_t *packet = pbuf->payload;
    if (pbuf->len < IP4_HEADER_SIZE) return 0;
    size_t size = be16(packet + IP4_LENGTH_OFFSET), header = header_size_v4(packet);
    if (size > pbuf->len || header > size || !unreachable_read_v4(packet, size, &refused)) return 0;
    IF__NETIF_CHECKSUM_ENABLED(netif, NETIF_CHECKSUM_CHECK_ICMP)
    {
        if (inet_chksum(packet + header, (uint16_t)(size - header)) != 0) return 0;
    }
    tell(&refused);
    return 0;
}

int lwip_hear_v6(struct pbuf *pbuf, struct netif *netif)
{
    struct refused_datagram refused;
    const uint8_t *packet = pbuf->payload;
    if (pbuf->len < IP6_HEADER_SIZE) return 0;
    size_t payload = be16(packet + IP6_LENGTH_OFFSET), size = IP6_HEADER_SIZE + payload;
    if (size > pbuf->len || !unreachable_read_v6(packet, size, &refused)) return 0;
    IF__NETIF_CHECKSUM_ENABLED(netif, NETIF_CHECKSUM_CHECK_ICMP6)
    {
        ip_addr_t from, to;
        read_address_v6(packet + IP6_FROM_OFFSET, &from);
        read_address_v6(packet + IP6_TO_OFFSET, &to);
        pbuf_remove_header(pbuf, IP6_HEADER_SIZE);
        uint16_t sum = ip6_chksum_pseudo(pbuf, ICMP6, (uint16_t)payload, ip_2_ip6(&from), ip_2_ip6(&to));
        pbuf_add_header_force(pbuf, IP6_HEADER_SIZE);
        if (sum != 0) return 0;
    }
    tell(&refused);
    return 0;
}
