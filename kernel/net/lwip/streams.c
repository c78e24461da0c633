/* SPDX-License-Identifier: MIT */
/*
 * Where lwIP calls TCP. Its names are linked with --wrap (component.ts), so that TCP is only linked where a
 * socket can be connected or listened on (core/demand.h): the way there goes through these.
 */
#include <core/demand.h>
#include <lwip/priv/tcp_priv.h>

void __real_tcp_input(struct pbuf *packet, struct netif *from);
void __wrap_tcp_input(struct pbuf *packet, struct netif *from);
void __real_tcp_tmr(void);
void __wrap_tcp_tmr(void);
void __real_tcp_netif_ip_addr_changed(const ip_addr_t *old, const ip_addr_t *new);
void __wrap_tcp_netif_ip_addr_changed(const ip_addr_t *old, const ip_addr_t *new);

static bool take_segment(struct pbuf *packet, struct netif *from)
{
    __real_tcp_input(packet, from);
    return true;
}
DO_FOR_USE(streams, take_segment);

void __wrap_tcp_input(struct pbuf *packet, struct netif *from)
{
    if (!DO(streams, take_segment)(packet, from)) pbuf_free(packet);
}

static void tick(void)
{
    __real_tcp_tmr();
}
DO_FOR_USE(streams, tick);

void __wrap_tcp_tmr(void)
{
    DO(streams, tick)();
}

static void change_address(const ip_addr_t *old, const ip_addr_t *new)
{
    __real_tcp_netif_ip_addr_changed(old, new);
}
DO_FOR_USE(streams, change_address);

void __wrap_tcp_netif_ip_addr_changed(const ip_addr_t *old, const ip_addr_t *new)
{
    DO(streams, change_address)(old, new);
}
