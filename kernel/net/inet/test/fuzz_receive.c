// SPDX-License-Identifier: MIT
// sources: ../address.c ../datagram.c ../devices.c ../interface.c ../ip-check.c ../options.c ../socket.c ../stream.c ../stream-connect.c ../stream-options.c ../stream-pages.c ../stream-transfer.c ../transmit.c ../../common.c ../../message.c ../../lwip/admit.c ../../lwip/memory.c ../../lwip/port.c ../../lwip/segments.c ../../lwip/streams.c ../../lwip/unreachable.c
// upstream: net-lwip
/*
 * Whatever comes over the network, nothing is read or written that is not ours, nothing panics, and when all
 * is over all memory is free again.
 *
 * The input is a list of steps: a byte that says what to do, two with a length, and as many bytes. Frames of
 * all kinds can be handed in as they are; so that more than one in a million gets past the first checks,
 * others are given the headers that fit: of IPv4 and IPv6, of a connection that was made before. eth0 has a
 * fixed address, eth1 asks DHCP.
 */
#include "fake_peer.h"
#include "frame_builder.h"

#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/icmp.h>
#include <lwip/nd6.h>
#include <lwip/prot/dhcp.h>
#include <lwip/prot/iana.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/udp.h>

enum step {
    STEP_FRAME,
    STEP_IP4,
    STEP_IP6,
    STEP_SEGMENT,
    STEP_FRAGMENT,
    STEP_DATAGRAM,
    STEP_TIME,
    STEP_PROGRAM
};
#define STEP_MASK 7u
#define STEP_CARD 8u   /* the second one */
#define STEP_LARGE 32u /* in parts, the first as long as the next byte says; segments become large */

static uint32_t first_part; /* of the frame that a step hands in; 0: it is in one piece */

#define PEER_PORT 4000
static const uint8_t offered_address[4] = {10, 9, 9, 9};

static struct inet_socket *listener, *datagrams, *connection;

static void pass_time(uint64_t ms, uint64_t step_ms)
{
    for (uint64_t end = now_ns + ms * NS_PER_MS; now_ns < end;) {
        now_ns += step_ms * NS_PER_MS;
        run_stack();
    }
}

static void hand_in(struct card *card, const void *frame, size_t size, bool checked)
{
    card->in_first = first_part;
    bring(card, frame, size, checked);
}

static void begin_ethernet(struct builder *builder, struct card *card, uint16_t type)
{
    *builder = (struct builder){.card = card};
    struct eth_hdr *ethernet = add(builder, SIZEOF_ETH_HDR);
    memcpy(&ethernet->dest, card->device.address, 6);
    memcpy(&ethernet->src, peer_hardware, 6);
    ethernet->type = lwip_htons(type);
}

static struct ip_hdr *begin_ip4(struct builder *builder, struct card *card, uint8_t protocol)
{
    begin_ethernet(builder, card, ETHTYPE_IP);
    struct ip_hdr *ip = add(builder, IP_HLEN);
    IPH_VHL_SET(ip, 4, IP_HLEN / 4);
    IPH_TTL_SET(ip, 64);
    IPH_PROTO_SET(ip, protocol);
    memcpy(&ip->src, peer_address, 4);
    memcpy(&ip->dest, card == &cards[0] ? our_address : offered_address, 4);
    return ip;
}

static void finish_ip4(struct builder *builder, struct ip_hdr *ip)
{
    IPH_LEN_SET(ip, lwip_htons((uint16_t)(builder->size - SIZEOF_ETH_HDR)));
    IPH_CHKSUM_SET(ip, inet_chksum(ip, IP_HLEN));
    uint8_t *payload = (uint8_t *)(ip + 1);
    size_t size = builder->size - SIZEOF_ETH_HDR - IP_HLEN;
    if (IPH_PROTO(ip) == IP_PROTO_ICMP && size >= 4) {
        payload[2] = payload[3] = 0;
        uint16_t sum = inet_chksum(payload, (uint16_t)size);
        memcpy(payload + 2, &sum, 2);
    }
    hand_in(builder->card, builder->bytes, builder->size, true);
}

static void step_ip6(struct card *card, const uint8_t *bytes, size_t size)
{
    if (size < 2) return;
    struct builder builder;
    begin_ethernet(&builder, card, ETHTYPE_IPV6);
    struct ip6_hdr *ip = add(&builder, IP6_HLEN);
    IP6H_VTCFL_SET(ip, 6, 0, 0);
    IP6H_HOPLIM_SET(ip, 255);
    IP6H_NEXTH_SET(ip, bytes[0]);
    /* From a neighbour to our link-local address, or to all nodes. */
    uint8_t *from = (uint8_t *)&ip->src, *to = (uint8_t *)&ip->dest;
    from[0] = 0xfe, from[1] = 0x80, from[15] = 2;
    const struct netif *netif = card->device.protocol_data;
    if (bytes[1] & 1)
        memcpy(to, netif_ip6_addr(netif, 0), 16);
    else
        to[0] = 0xff, to[1] = 2, to[15] = 1;
    add_bytes(&builder, bytes + 2, size - 2);
    size_t payload_size = builder.size - SIZEOF_ETH_HDR - IP6_HLEN;
    IP6H_PLEN_SET(ip, (uint16_t)payload_size);
    uint8_t *payload = (uint8_t *)(ip + 1);
    if (bytes[0] == IP6_NEXTH_ICMP6 && payload_size >= 4) {
        struct pbuf pbuf = {
            .payload = payload, .len = (uint16_t)payload_size, .tot_len = (uint16_t)payload_size};
        ip6_addr_t source, destination;
        ip6_addr_copy_from_packed(source, ip->src);
        ip6_addr_copy_from_packed(destination, ip->dest);
        payload[2] = payload[3] = 0;
        uint16_t sum =
            ip6_chksum_pseudo(&pbuf, IP6_NEXTH_ICMP6, (uint16_t)payload_size, &source, &destination);
        memcpy(payload + 2, &sum, 2);
    }
    hand_in(card, builder.bytes, builder.size, true);
}

/* The connection's next segment, but for what the bytes make different: flags, how far sequence and
 * acknowledgement are off, window, and then options and data. */
static void step_segment(const uint8_t *bytes, size_t size)
{
    if (size < 6) return;
    const struct tcp_pcb *pcb = connection != NULL ? connection->tcp : NULL;
    struct builder builder;
    struct ip_hdr *ip = begin_ip4(&builder, &cards[0], IP_PROTO_TCP);
    struct tcp_hdr *tcp = add(&builder, TCP_HLEN);
    tcp->src = lwip_htons(PEER_PORT);
    tcp->dest = lwip_htons(OUR_PORT);
    tcp->seqno = lwip_htonl((pcb != NULL ? pcb->rcv_nxt : 0) + (uint32_t)(int8_t)bytes[1]);
    tcp->ackno = lwip_htonl((pcb != NULL ? pcb->snd_nxt : 0) + (uint32_t)(int8_t)bytes[2]);
    tcp->wnd = lwip_htons((uint16_t)(bytes[3] << 8 | bytes[4]));
    TCPH_HDRLEN_FLAGS_SET(tcp, 5 + (bytes[5] & 15), bytes[0]);
    add_bytes(&builder, bytes + 6, size - 6);
    if (first_part != 0) add(&builder, LARGE_SIZE - builder.size);
    finish_ip4(&builder, ip);
}

static void step_fragment(struct card *card, const uint8_t *bytes, size_t size)
{
    if (size < 4) return;
    struct builder builder;
    struct ip_hdr *ip = begin_ip4(&builder, card, bytes[0] & 1 ? IP_PROTO_UDP : IP_PROTO_ICMP);
    IPH_ID_SET(ip, lwip_htons(bytes[1] & 3));
    IPH_OFFSET_SET(ip, lwip_htons((uint16_t)(bytes[2] << 8 | bytes[3])));
    add_bytes(&builder, bytes + 4, size - 4);
    finish_ip4(&builder, ip);
}

/* To the program's socket; on the other card, an answer to what DHCP has asked. */
static void step_datagram(struct card *card, const uint8_t *bytes, size_t size)
{
    struct builder builder;
    bool dhcp = card != &cards[0];
    struct ip_hdr *ip = begin_ip4(&builder, card, IP_PROTO_UDP);
    struct udp_hdr *udp = add(&builder, UDP_HLEN);
    udp->src = lwip_htons(dhcp ? LWIP_IANA_PORT_DHCP_SERVER : PEER_PORT);
    udp->dest = lwip_htons(dhcp ? LWIP_IANA_PORT_DHCP_CLIENT : OUR_PORT);
    struct netif *netif = card->device.protocol_data;
    if (dhcp && netif_dhcp_data(netif) != NULL) {
        memset(&ip->dest, 0xff, 4);
        uint8_t *message = add(&builder, DHCP_OPTIONS_OFS);
        struct dhcp_msg *head = (struct dhcp_msg *)message;
        head->op = DHCP_BOOTREPLY;
        head->xid = lwip_htonl(netif_dhcp_data(netif)->xid);
        head->cookie = PP_HTONL(DHCP_MAGIC_COOKIE);
        memcpy(head->chaddr, card->device.address, 6);
        memcpy(&head->yiaddr, offered_address, 4);
    }
    add_bytes(&builder, bytes, size);
    udp->len = lwip_htons((uint16_t)(builder.size - SIZEOF_ETH_HDR - IP_HLEN));
    finish_ip4(&builder, ip);
}

static void accept_one(void)
{
    struct socket *accepted;
    if (stream_accept(&listener->socket, &accepted, true) != 0) return;
    if (connection != NULL) connection->socket.ops->release(&connection->socket);
    connection = inet_of(accepted);
}

static void move(struct inet_socket *self, bool send, size_t size)
{
    static char memory[16384];
    struct iovec vector = {memory, MIN(size, sizeof(memory))};
    struct message message;
    message_init(&message, &vector, 1);
    message.nonblocking = true;
    const struct socket_ops *ops = self->socket.ops;
    ssize64_t moved = send ? ops->send(&self->socket, &message) : ops->receive(&self->socket, &message);
    assert(moved <= (ssize64_t)vector.iov_len);
    message_end(&message);
}

static void step_program(const uint8_t *bytes, size_t size)
{
    if (size < 2) return;
    size_t amount = (size_t)bytes[1] * 64;
    switch (bytes[0] % 7) {
    case 0: accept_one(); break;
    case 1: move(datagrams, false, amount); break;
    case 2:
        if (connection != NULL) move(connection, true, amount);
        break;
    case 3:
        if (connection != NULL) move(connection, false, amount);
        break;
    case 4:
        if (connection != NULL) (void)connection->socket.ops->shutdown(&connection->socket, bytes[1] % 3);
        break;
    case 5:
        if (connection != NULL) connection->socket.ops->release(&connection->socket);
        connection = NULL;
        break;
    case 6: (void)stream_events(listener), (void)datagram_events(datagrams); break;
    }
    run_stack();
}

static void step(uint8_t what, const uint8_t *bytes, size_t size)
{
    struct card *card = &cards[what & STEP_CARD ? 1 : 0];
    struct builder builder;
    struct ip_hdr *ip;
    first_part = 0;
    if ((what & STEP_LARGE) && size != 0) {
        first_part = *bytes++ * 8u + 1;
        size--;
    }
    switch (what & STEP_MASK) {
    case STEP_FRAME:
        if (size != 0) hand_in(card, bytes, size, what & 16);
        break;
    case STEP_IP4:
        if (size == 0) break;
        ip = begin_ip4(&builder, card, bytes[0]);
        add_bytes(&builder, bytes + 1, size - 1);
        finish_ip4(&builder, ip);
        break;
    case STEP_IP6: step_ip6(card, bytes, size); break;
    case STEP_SEGMENT: step_segment(bytes, size); break;
    case STEP_FRAGMENT: step_fragment(card, bytes, size); break;
    case STEP_DATAGRAM: step_datagram(card, bytes, size); break;
    case STEP_TIME: pass_time(size == 0 ? 250 : (uint64_t)bytes[0] * 250, 250); break;
    case STEP_PROGRAM: step_program(bytes, size); break;
    }
}

/* A connection of the peer, by its three segments. */
static void connect_peer(void)
{
    cards[0].out_size = 0;
    step_segment((const uint8_t[]){TCP_SYN, 0, 0, 0xff, 0xff, 0}, 6);
    const struct tcp_hdr *answer = (const struct tcp_hdr *)(cards[0].out + SIZEOF_ETH_HDR + IP_HLEN);
    assert(cards[0].out_size >= SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN && (TCPH_FLAGS(answer) & TCP_SYN));
    struct builder builder;
    struct ip_hdr *ip = begin_ip4(&builder, &cards[0], IP_PROTO_TCP);
    struct tcp_hdr *tcp = add(&builder, TCP_HLEN);
    tcp->src = lwip_htons(PEER_PORT);
    tcp->dest = lwip_htons(OUR_PORT);
    tcp->seqno = lwip_htonl(1);
    tcp->ackno = lwip_htonl(lwip_ntohl(answer->seqno) + 1);
    tcp->wnd = 0xffff;
    TCPH_HDRLEN_FLAGS_SET(tcp, 5, TCP_ACK);
    finish_ip4(&builder, ip);
    accept_one();
    assert(connection != NULL);
}

static void start_once(void)
{
    static bool started;
    if (started) return;
    started = true;
    assert(parse_ip("eth0,10.0.2.15,255.255.255.0") == 0);
    cards_register();
    assert(inet_start() == 0);
    pass_time(10000, 250);
}

/* What DHCP servers, routers and neighbours have said is remembered for as long as they said; not into the
 * next input. */
static void forget_neighbours(void)
{
    for (unsigned i = 0; i < CARD_COUNT; i++) {
        struct netif *netif = cards[i].device.protocol_data;
        nd6_cleanup_netif(netif);
        for (s8_t at = 1; at < LWIP_IPV6_NUM_ADDRESSES; at++)
            netif_ip6_addr_set_state(netif, at, IP6_ADDR_INVALID);
        etharp_cleanup_netif(netif);
    }
    dhcp_release_and_stop(cards[1].device.protocol_data);
    assert(dhcp_start(cards[1].device.protocol_data) == ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    start_once();
    listener = open_listener(8);
    datagrams = open_bound(SOCK_DGRAM);
    introduce_peer();
    connect_peer();
    first_part = 0;
    while (size >= 3) {
        size_t length = MIN((size_t)(data[1] | data[2] << 8) % (NET_FRAME_MAX + 1), size - 3);
        step(data[0], data + 3, length);
        data += 3 + length;
        size -= 3 + length;
    }
    first_part = 0;
    if (connection != NULL) connection->socket.ops->release(&connection->socket);
    listener->socket.ops->release(&listener->socket);
    datagrams->socket.ops->release(&datagrams->socket);
    connection = listener = datagrams = NULL;
    forget_neighbours();
    /* Longer than anything is remembered, connections to a peer that does not answer any more included. */
    pass_time(400 * 1000, 500);
    assert(tcp_active_pcbs == NULL && tcp_tw_pcbs == NULL);
    static size_t live_at_first;
    if (live_at_first == 0) live_at_first = live;
    assert(live <= live_at_first);
    return 0;
}
