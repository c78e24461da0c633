// SPDX-License-Identifier: MIT
// sources: ../address.c ../datagram.c ../devices.c ../interface.c ../ip-check.c ../options.c ../socket.c ../stream.c ../stream-connect.c ../stream-options.c ../stream-pages.c ../stream-transfer.c ../transmit.c ../../common.c ../../message.c ../../lwip/admit.c ../../lwip/memory.c ../../lwip/port.c ../../lwip/segments.c ../../lwip/streams.c ../../lwip/unreachable.c
// upstream: net-lwip
/*
 * Many clients who begin connections: what is kept of them is bounded, who answers gets in all the same, with
 * what he asked for, and who only guesses does not; nor does anybody beyond the length of the queue.
 */
#include "fake_peer.h"

#define BACKLOG 4
#define BEGUN_MAX 256u

static struct inet_socket *listener;

static void pass_seconds(unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        now_ns += NS_PER_SECOND;
        run_stack();
    }
}

static void hand_in(const void *frame, size_t size)
{
    /* What waits for the card goes first. */
    do {
        cards[0].out_size = 0;
        run_stack();
    } while (cards[0].out_size != 0);
    bring(&cards[0], frame, size, true);
}

/* A segment of client number `client`, who is behind the peer, with options or data behind its header. */
static void send_segment(unsigned client, uint8_t flags, uint32_t sequence, uint32_t acknowledged,
                         const void *options, size_t options_size, const char *data)
{
    struct {
        struct eth_hdr ethernet;
        struct ip_hdr ip;
        struct tcp_hdr tcp;
        uint8_t rest[64];
    } __attribute__((packed)) frame;
    memset(&frame, 0, sizeof(frame));
    memcpy(&frame.ethernet.dest, cards[0].device.address, 6);
    memcpy(&frame.ethernet.src, peer_hardware, 6);
    frame.ethernet.type = PP_HTONS(ETHTYPE_IP);
    IPH_VHL_SET(&frame.ip, 4, IP_HLEN / 4);
    IPH_LEN_SET(&frame.ip, lwip_htons((uint16_t)(IP_HLEN + TCP_HLEN + options_size + strlen(data))));
    IPH_TTL_SET(&frame.ip, 64);
    IPH_PROTO_SET(&frame.ip, IP_PROTO_TCP);
    memcpy(&frame.ip.src, (uint8_t[]){198, 18, (uint8_t)(client >> 8), (uint8_t)client}, 4);
    memcpy(&frame.ip.dest, our_address, 4);
    IPH_CHKSUM_SET(&frame.ip, inet_chksum(&frame.ip, IP_HLEN));
    frame.tcp.src = lwip_htons(4000);
    frame.tcp.dest = lwip_htons(OUR_PORT);
    frame.tcp.seqno = lwip_htonl(sequence);
    frame.tcp.ackno = lwip_htonl(acknowledged);
    frame.tcp.wnd = lwip_htons(1000);
    TCPH_HDRLEN_FLAGS_SET(&frame.tcp, (TCP_HLEN + options_size) / 4, flags);
    memcpy(frame.rest, options, options_size);
    memcpy(frame.rest + options_size, data, strlen(data));
    hand_in(&frame, offsetof(typeof(frame), rest) + options_size + strlen(data));
}

/* What was answered last; NULL: nothing was. */
static const struct tcp_hdr *answer(void)
{
    return cards[0].out_size == 0 ? NULL : (const void *)(cards[0].out + SIZEOF_ETH_HDR + IP_HLEN);
}

static uint32_t first_sequence(unsigned client)
{
    return 0xfffffff0u + client; /* wraps around for most of them */
}

/* A SYN with the options of a Linux of some years ago; returns what is to be acknowledged. */
static uint32_t begin(unsigned client)
{
    static const uint8_t options[] = {2, 4, 1300 >> 8, 1300 & 255, 1, 3, 3, 7, 1, 1, 4, 2};
    send_segment(client, TCP_SYN, first_sequence(client), 0, options, sizeof(options), "");
    if (answer() == NULL) return 0;
    assert((TCPH_FLAGS(answer()) & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK));
    return lwip_ntohl(answer()->seqno) + 1;
}

static void finish(unsigned client, uint32_t acknowledged)
{
    send_segment(client, TCP_ACK | TCP_PSH, first_sequence(client) + 1, acknowledged, "", 0, "hello");
}

static struct inet_socket *accepted(void)
{
    struct socket *socket;
    return stream_accept(&listener->socket, &socket, true) == 0 ? inet_of(socket) : NULL;
}

static void drop(struct inet_socket *connection)
{
    tcp_abort(connection->tcp);
    connection->socket.ops->release(&connection->socket);
}

static void keeps_few_and_loses_nobody(void)
{
    uint32_t first = begin(0), second = begin(1), third = begin(2);
    for (unsigned client = 3; client < BEGUN_MAX; client++) assert(begin(client) != 0);
    size_t live_when_full = live;
    for (unsigned client = BEGUN_MAX; client < 5000; client++) assert(begin(client) != 0);
    assert(live <= live_when_full);

    finish(0, first);
    struct inet_socket *connection = accepted();
    assert(connection != NULL && connection->received_bytes == 5);
    const struct tcp_pcb *pcb = connection->tcp;
    assert(pcb->state == ESTABLISHED && pcb->remote_port == 4000 && pcb->rcv_nxt == first_sequence(0) + 6);
    assert(pcb->mss == 1220 && pcb->snd_scale == 7 && pcb->snd_wnd == 1000u << 7 && pcb->flags & TF_SACK);
    drop(connection);

    /* A guess, and an answer to somebody else's. */
    finish(1, second + 0x10000);
    assert(answer() != NULL && TCPH_FLAGS(answer()) & TCP_RST && accepted() == NULL);
    finish(2, second);
    assert(answer() != NULL && TCPH_FLAGS(answer()) & TCP_RST && accepted() == NULL);

    /* Too late: of what was kept nothing is left, and the cookie is of another time. */
    pass_seconds(200);
    finish(2, third);
    assert(answer() != NULL && TCPH_FLAGS(answer()) & TCP_RST && accepted() == NULL);
    assert(tcp_active_pcbs == NULL && live < live_when_full);
}

static void takes_no_more_than_the_queue_has_room_for(void)
{
    uint32_t expected[BACKLOG + 2];
    for (unsigned client = 0; client < BACKLOG + 2; client++) expected[client] = begin(client);
    for (unsigned client = 0; client < BACKLOG + 1; client++) finish(client, expected[client]);
    /* Full: no answer, neither to one who has begun nor to one who begins. */
    finish(BACKLOG + 1, expected[BACKLOG + 1]);
    assert(answer() == NULL && begin(BACKLOG + 2) == 0);
    struct inet_socket *connection = accepted();
    assert(connection != NULL);
    drop(connection);
    finish(BACKLOG + 1, expected[BACKLOG + 1]);
    for (unsigned left = 0; left < BACKLOG + 1; left++) {
        connection = accepted();
        assert(connection != NULL && connection->received_bytes == 5);
        drop(connection);
    }
    assert(accepted() == NULL);
}

static void begins_nothing_without_memory(void)
{
    void *taken[64];
    for (unsigned i = 0; i < ARRAY_SIZE(taken); i++) {
        taken[i] = lwip_malloc(frame_count_total() * PAGE_SIZE / ARRAY_SIZE(taken) / 2);
        assert(taken[i] != NULL);
    }
    assert(lwip_memory() == LWIP_MEMORY_NONE && begin(0) == 0);
    for (unsigned i = 0; i < ARRAY_SIZE(taken); i++) lwip_free(taken[i]);
    assert(lwip_memory() == LWIP_MEMORY_ENOUGH && begin(0) != 0);
}

int main(void)
{
    assert(parse_ip("eth0,10.0.2.15,255.255.255.0") == 0 && parse_gateway("10.0.2.2") == 0);
    cards_register();
    assert(inet_start() == 0);
    introduce_peer();
    listener = open_listener(BACKLOG);
    keeps_few_and_loses_nobody();
    takes_no_more_than_the_queue_has_room_for();
    begins_nothing_without_memory();
    return 0;
}
