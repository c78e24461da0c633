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

/* So long may a connection that the program has closed be without progress, as on Linux (tcp_orphan_retries):
 * lwIP by itself would send the end of one to a peer that is gone for more than an hour. */
#define ORPHAN_MAX (100u * 1000u / TCP_SLOW_INTERVAL)

/* Of a closed connection, lwIP takes `tmr` as the time of the last thing that happened, and leaves it alone.
 */
static void end_orphans(void)
{
    for (struct tcp_pcb *pcb = tcp_active_pcbs, *next; pcb != NULL; pcb = next) {
        next = pcb->next;
        if (pcb->callback_arg != NULL ||
            (pcb->state != FIN_WAIT_1 && pcb->state != CLOSING && pcb->state != LAST_ACK))
            continue;
        if (pcb->nrtx == 0 && pcb->persist_backoff == 0)
            pcb->tmr = tcp_ticks;
        else if (tcp_ticks - pcb->tmr > ORPHAN_MAX)
            tcp_abort(pcb);
    }
}

static void tick(void)
{
    __real_tcp_tmr();
    end_orphans();
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
