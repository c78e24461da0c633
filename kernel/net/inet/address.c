/* SPDX-License-Identifier: MIT */
/* Addresses of programs to lwIP's and back. */
#include <abi/errno.h>
#include <abi/in.h>
#include <core/string.h>
#include <lwip/netif.h>

#include "private.h"

/** What programs may leave out of a sockaddr_in6: its last field. */
#define SIN6_LEAST offsetof(struct sockaddr_in6, sin6_scope_id)

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static int read_v4(const struct socket_address *address, ip_addr_t *ip, uint16_t *port)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)address->bytes;
    if (address->length < sizeof(*in)) return -EINVAL;
    if (in->sin_family != AF_INET) return -EAFNOSUPPORT;
    *port = lwip_ntohs(in->sin_port);
    ip_addr_set_ip4_u32(ip, in->sin_addr);
    return 0;
}

static int read_v6(const struct inet_socket *self, const struct socket_address *address, bool bind,
                   ip_addr_t *ip, uint16_t *port)
{
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address->bytes;
    /* Linux takes these for datagrams (net/ipv6/datagram.c), and getaddrinfo of glibc uses them to find out
     * which addresses can be reached. */
    if (address->family == AF_INET && !bind && !self->v6_only && self->socket.type == SOCK_DGRAM)
        return read_v4(address, ip, port);
    if (address->length < SIN6_LEAST) return -EINVAL;
    if (in->sin6_family != AF_INET6) return -EAFNOSUPPORT;
    *port = lwip_ntohs(in->sin6_port);
    if (memcmp(in->sin6_addr, mapped_prefix, sizeof(mapped_prefix)) == 0) {
        uint32_t v4;
        memcpy(&v4, in->sin6_addr + sizeof(mapped_prefix), sizeof(v4));
        if (self->v6_only) return bind ? -EINVAL : -ENETUNREACH;
        ip_addr_set_ip4_u32(ip, v4);
        return 0;
    }
    uint32_t words[4];
    memcpy(words, in->sin6_addr, sizeof(words));
    IP_ADDR6(ip, words[0], words[1], words[2], words[3]);
    /* Zones are numbered as interfaces are. */
    if (ip6_addr_has_scope(ip_2_ip6(ip), IP6_UNKNOWN))
        ip6_addr_set_zone(ip_2_ip6(ip), (uint8_t)in->sin6_scope_id);
    if (bind && !self->v6_only && ip6_addr_isany(ip_2_ip6(ip))) *ip = *IP_ANY_TYPE;
    return 0;
}

int inet_address_read(const struct inet_socket *self, const struct socket_address *address, bool bind,
                      ip_addr_t *ip, uint16_t *port)
{
    int status =
        self->socket.domain == AF_INET ? read_v4(address, ip, port) : read_v6(self, address, bind, ip, port);
    if (status != 0 || bind) return status;
    /* To nowhere in particular: to ourselves. */
    if (IP_IS_V4(ip) && ip4_addr_isany(ip_2_ip4(ip))) ip_addr_set_ip4_u32(ip, PP_HTONL(IPADDR_LOOPBACK));
    if (IP_IS_V6(ip) && ip6_addr_isany(ip_2_ip6(ip))) ip_addr_set_loopback(true, ip);
    return 0;
}

void inet_address_write(const struct inet_socket *self, const ip_addr_t *ip, uint16_t port,
                        struct socket_address *address)
{
    memset(address->bytes, 0, sizeof(address->bytes));
    if (self->socket.domain == AF_INET) {
        struct sockaddr_in *in = (struct sockaddr_in *)address->bytes;
        *in = (struct sockaddr_in){AF_INET, lwip_htons(port), 0, {0}};
        if (IP_IS_V4(ip)) in->sin_addr = ip_addr_get_ip4_u32(ip);
        address->length = sizeof(*in);
        return;
    }
    struct sockaddr_in6 *in = (struct sockaddr_in6 *)address->bytes;
    in->sin6_family = AF_INET6;
    in->sin6_port = lwip_htons(port);
    if (IP_IS_V6(ip)) {
        memcpy(in->sin6_addr, ip_2_ip6(ip)->addr, sizeof(in->sin6_addr));
        if (ip6_addr_has_zone(ip_2_ip6(ip))) in->sin6_scope_id = ip6_addr_zone(ip_2_ip6(ip));
    } else if (!IP_IS_ANY_TYPE_VAL(*ip)) {
        uint32_t v4 = ip_addr_get_ip4_u32(ip);
        memcpy(in->sin6_addr, mapped_prefix, sizeof(mapped_prefix));
        memcpy(in->sin6_addr + sizeof(mapped_prefix), &v4, sizeof(v4));
    }
    address->length = sizeof(*in);
}

bool inet_address_is_local(const ip_addr_t *ip)
{
    if (IP_IS_ANY_TYPE_VAL(*ip) || ip_addr_isany(ip) || ip_addr_ismulticast(ip)) return true;
    if (IP_IS_V4(ip) && ip4_addr_isloopback(ip_2_ip4(ip))) return true;
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        if (IP_IS_V4(ip) && ip4_addr_cmp(netif_ip4_addr(netif), ip_2_ip4(ip))) return true;
        if (IP_IS_V6(ip) && netif_get_ip6_addr_match(netif, ip_2_ip6(ip)) >= 0) return true;
    }
    return false;
}
