/* SPDX-License-Identifier: MIT */
/* Options of the levels IPPROTO_IP and IPPROTO_IPV6 (ip(7), ipv6(7)). */
#include <abi/errno.h>
#include <abi/in.h>
#include <core/string.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>
#include <net/device.h>

#include "private.h"

#define TTL_DEFAULT 64 /* RFC 1700 */

static int set_ttl(uint8_t *ttl, int value)
{
    if (value == -1) value = TTL_DEFAULT;
    if (value < 1 || value > 255) return -EINVAL;
    if (ttl != NULL) *ttl = (uint8_t)value;
    return 0;
}

static int set_v4(int name, int value, uint8_t *tos, uint8_t *ttl)
{
    switch (name) {
    case IP_TOS:
        if (tos != NULL) *tos = (uint8_t)value;
        return 0;
    case IP_TTL: return set_ttl(ttl, value);
    /* What is so anyway, or of which nothing comes up. */
    case IP_MTU_DISCOVER:
    case IP_RECVERR:
    case IP_BIND_ADDRESS_NO_PORT:
    case IP_FREEBIND: return 0;
    default: return -ENOPROTOOPT;
    }
}

static int set_v6_only(struct inet_socket *self, bool only)
{
    bool stream = self->socket.type == SOCK_STREAM;
    uint16_t port = self->udp == NULL ? 0 : stream ? self->tcp->local_port : self->udp->local_port;
    if (port != 0) return -EINVAL;
    self->v6_only = only;
    if (self->udp == NULL) return 0;
    /* As it would be had the control block been made now; both kinds begin with the addresses. */
    ip_addr_t *local = stream ? &self->tcp->local_ip : &self->udp->local_ip,
              *remote = stream ? &self->tcp->remote_ip : &self->udp->remote_ip;
    IP_SET_TYPE_VAL(*local, inet_ip_type(self));
    IP_SET_TYPE_VAL(*remote, inet_ip_type(self));
    return 0;
}

static int set_v6(struct inet_socket *self, int name, int value, uint8_t *tos, uint8_t *ttl)
{
    switch (name) {
    case IPV6_V6ONLY: return set_v6_only(self, value != 0);
    case IPV6_TCLASS:
        if (tos != NULL) *tos = (uint8_t)MAX(value, 0);
        return 0;
    case IPV6_UNICAST_HOPS: return set_ttl(ttl, value);
    case IPV6_MTU_DISCOVER:
    case IPV6_RECVERR: return 0;
    default: return -ENOPROTOOPT;
    }
}

int inet_set_option(struct inet_socket *self, int level, int name, const void *value, uint32_t size,
                    uint8_t *tos, uint8_t *ttl)
{
    int number;
    if (level != IPPROTO_IP && level != IPPROTO_IPV6) return -ENOPROTOOPT;
    if (level == IPPROTO_IPV6 && self->socket.domain != AF_INET6) return -ENOPROTOOPT;
    if (size == 0) return -EINVAL;
    if (size < sizeof(number))
        number = *(const uint8_t *)value; /* these may be given as a byte */
    else
        memcpy(&number, value, sizeof(number));
    return level == IPPROTO_IP ? set_v4(name, number, tos, ttl) : set_v6(self, name, number, tos, ttl);
}

static int get_v4(int name, int *number, const uint8_t *tos, const uint8_t *ttl)
{
    switch (name) {
    case IP_TOS: *number = tos != NULL ? *tos : 0; return 0;
    case IP_TTL: *number = ttl != NULL ? *ttl : TTL_DEFAULT; return 0;
    case IP_MTU: *number = NET_MTU_MAX; return 0;
    case IP_MTU_DISCOVER:
    case IP_RECVERR:
    case IP_FREEBIND: *number = 0; return 0;
    default: return -ENOPROTOOPT;
    }
}

static int get_v6(const struct inet_socket *self, int name, int *number, const uint8_t *tos,
                  const uint8_t *ttl)
{
    switch (name) {
    case IPV6_V6ONLY: *number = self->v6_only; return 0;
    case IPV6_TCLASS: *number = tos != NULL ? *tos : 0; return 0;
    case IPV6_UNICAST_HOPS: *number = ttl != NULL ? *ttl : TTL_DEFAULT; return 0;
    case IPV6_MTU: *number = NET_MTU_MAX; return 0;
    case IPV6_MTU_DISCOVER:
    case IPV6_RECVERR: *number = 0; return 0;
    default: return -ENOPROTOOPT;
    }
}

int inet_get_option(struct inet_socket *self, int level, int name, void *value, uint32_t *size,
                    const uint8_t *tos, const uint8_t *ttl)
{
    int number, status = -ENOPROTOOPT;
    if (level == IPPROTO_IP) status = get_v4(name, &number, tos, ttl);
    if (level == IPPROTO_IPV6 && self->socket.domain == AF_INET6)
        status = get_v6(self, name, &number, tos, ttl);
    if (status != 0) return status;
    *size = MIN(*size, (uint32_t)sizeof(number));
    memcpy(value, &number, *size);
    return 0;
}
