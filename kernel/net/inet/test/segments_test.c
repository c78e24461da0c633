// SPDX-License-Identifier: MIT
// sources: ../address.c ../datagram.c ../devices.c ../interface.c ../ip-check.c ../options.c ../socket.c ../stream.c ../stream-connect.c ../stream-options.c ../stream-pages.c ../stream-transfer.c ../transmit.c ../../common.c ../../message.c ../../lwip/admit.c ../../lwip/memory.c ../../lwip/port.c ../../lwip/segments.c ../../lwip/streams.c ../../lwip/unreachable.c
// upstream: net-lwip
/*
 * A stream arrives as it was written, whatever the program writes at a time, be it bytes or pages of a file,
 * whether the card cuts segments or not, and whatever the network loses and the peer has room for. The peer
 * takes what comes in order, and acknowledges from time to time.
 */
#include "fake_peer.h"

#include <arch/hooks.h>
#include <lwip/prot/etharp.h>

#define STREAM_SIZE 400000u

static struct {
    uint16_t port, mss;
    uint32_t next, acknowledged; /* sequence numbers of what was sent to it */
    uint32_t window;
    uint32_t first; /* of the stream */
    unsigned loss;  /* of so many frames one is lost; 0: none */
    unsigned large, duplicates;
    bool synchronized, finished, is_asked; /* for its address */
} peer;

static uint32_t seed = 1;
static uint32_t below(uint32_t limit)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % limit;
}

static uint8_t pattern(uint32_t at)
{
    return (uint8_t)(at ^ at >> 8 ^ at >> 16);
}

static void peer_says(uint8_t flags, uint32_t sequence)
{
    struct {
        struct eth_hdr ethernet;
        struct ip_hdr ip;
        struct tcp_hdr tcp;
        uint8_t mss[4];
    } __attribute__((packed)) frame = {.mss = {2, 4, (uint8_t)(peer.mss >> 8), (uint8_t)peer.mss}};
    unsigned size = sizeof(frame) - (flags & TCP_SYN ? 0 : 4);
    memcpy(&frame.ethernet.dest, cards[0].device.address, 6);
    memcpy(&frame.ethernet.src, peer_hardware, 6);
    frame.ethernet.type = PP_HTONS(ETHTYPE_IP);
    IPH_VHL_SET(&frame.ip, 4, 5);
    IPH_TTL_SET(&frame.ip, 64);
    IPH_PROTO_SET(&frame.ip, IP_PROTO_TCP);
    IPH_LEN_SET(&frame.ip, lwip_htons((uint16_t)(size - SIZEOF_ETH_HDR)));
    memcpy(&frame.ip.src, peer_address, 4);
    memcpy(&frame.ip.dest, our_address, 4);
    IPH_CHKSUM_SET(&frame.ip, inet_chksum(&frame.ip, IP_HLEN));
    frame.tcp.src = lwip_htons(peer.port);
    frame.tcp.dest = PP_HTONS(OUR_PORT);
    frame.tcp.seqno = lwip_htonl(sequence);
    frame.tcp.ackno = lwip_htonl(peer.next);
    frame.tcp.wnd = lwip_htons((uint16_t)MIN(peer.window, 0xffffu));
    TCPH_HDRLEN_FLAGS_SET(&frame.tcp, flags & TCP_SYN ? 6 : 5, flags);
    bring(&cards[0], &frame, size, true);
}

/* One frame as it goes over the wire. */
static void peer_gets(uint32_t sequence, uint8_t flags, const uint8_t *bytes, uint32_t size)
{
    if (flags & TCP_SYN) {
        peer.next = peer.first = sequence + 1;
        peer.synchronized = true;
        return;
    }
    assert(size <= peer.mss);
    if (size == 0 && !(flags & TCP_FIN)) return;
    if (peer.loss != 0 && below(peer.loss) == 0) return;
    uint32_t known = peer.next - sequence;
    peer.duplicates += known != 0;
    if ((int32_t)known < 0 || known > size || peer.finished) return;
    for (uint32_t i = known; i < size; i++) assert(bytes[i] == pattern(sequence + i - peer.first));
    peer.next = sequence + size;
    if (flags & TCP_FIN) {
        peer.finished = true;
        peer.next++;
    }
}

static void on_sent(const struct net_frame *frame, const uint8_t *bytes)
{
    const struct eth_hdr *ethernet = (const struct eth_hdr *)bytes;
    peer.is_asked |= ethernet->type == PP_HTONS(ETHTYPE_ARP);
    if (ethernet->type != PP_HTONS(ETHTYPE_IP)) return;
    const struct ip_hdr *ip = (const struct ip_hdr *)(ethernet + 1);
    const struct tcp_hdr *tcp = (const struct tcp_hdr *)(ip + 1);
    if (IPH_PROTO(ip) != IP_PROTO_TCP) return;
    assert(lwip_ntohs(IPH_LEN(ip)) + SIZEOF_ETH_HDR == frame->size);
    uint32_t headers = SIZEOF_ETH_HDR + IP_HLEN + TCPH_HDRLEN_BYTES(tcp), size = frame->size - headers;
    uint32_t cut = frame->segment_size != 0 ? frame->segment_size : size;
    uint8_t flags = TCPH_FLAGS(tcp);
    if (flags & TCP_RST) return;
    assert(frame->segment_size == 0 || (size > cut && frame->headers_size == headers));
    peer.large += frame->segment_size != 0;
    for (uint32_t at = 0; at == 0 || at < size; at += cut) {
        bool last = at + cut >= size;
        peer_gets(lwip_ntohl(tcp->seqno) + at, last ? flags : flags & (uint8_t) ~(TCP_FIN | TCP_PSH),
                  bytes + headers + at, MIN(cut, size - at));
        if (last) break;
    }
}

static void pass_time(uint64_t ms)
{
    now_ns += ms * NS_PER_MS;
    run_stack();
    if (peer.is_asked) introduce_peer();
    peer.is_asked = false;
}

static struct inet_socket *open_connection(struct inet_socket *listener)
{
    static uint16_t port = 4000;
    peer.port = port++;
    peer.synchronized = peer.finished = false;
    struct socket *accepted;
    peer.next = 0;
    peer_says(TCP_SYN, 0);
    assert(peer.synchronized);
    peer_says(TCP_ACK, 1);
    assert(stream_accept(&listener->socket, &accepted, true) == 0);
    return inet_of(accepted);
}

static uint32_t send_message(struct inet_socket *self, struct message *message, uint32_t flags)
{
    size_t size = message->left;
    message->nonblocking = true;
    message->flags = flags;
    ssize64_t sent = stream_send(&self->socket, message);
    assert(sent == -EAGAIN || (sent > 0 && (size_t)sent <= size));
    return sent > 0 ? (uint32_t)sent : 0;
}

/* Writes up to `size` bytes, in two pieces. */
static uint32_t write_some(struct inet_socket *self, uint32_t at, uint32_t size, uint32_t flags)
{
    static uint8_t bytes[STREAM_SIZE];
    for (uint32_t i = 0; i < size; i++) bytes[i] = pattern(at + i);
    uint32_t first = size / 3;
    struct iovec vectors[] = {{bytes, first}, {bytes + first, size - first}};
    struct message message;
    message_init(&message, vectors, 2);
    return send_message(self, &message, flags);
}

#define PAGES_MAX 15u

/* The same from a file, in which the stream begins somewhere; whose pages nobody else has pinned. */
static uint32_t write_pages(struct inet_socket *self, uint32_t at, uint32_t size, uint32_t flags)
{
    static const uint32_t beginning = 1000;
    struct cache_page *pages[PAGES_MAX];
    struct iovec vectors[PAGES_MAX];
    unsigned count = 0;
    for (uint32_t done = 0; done < size && count < PAGES_MAX; count++) {
        uint32_t offset = (beginning + at + done) % PAGE_SIZE, part = MIN(size - done, PAGE_SIZE - offset);
        pages[count] = calloc(1, sizeof(struct cache_page));
        pages[count]->memory = malloc(PAGE_SIZE);
        pages[count]->pins = 1;
        pinned++;
        uint8_t *bytes = (uint8_t *)pages[count]->memory + offset;
        for (uint32_t i = 0; i < part; i++) bytes[i] = pattern(at + done + i);
        vectors[count] = (struct iovec){bytes, part};
        done += part;
    }
    struct message message;
    message_init(&message, vectors, count);
    message.pages = pages;
    uint32_t sent = send_message(self, &message, flags);
    while (count != 0) cache_release(pages[--count]);
    return sent;
}

typedef uint32_t writer(struct inet_socket *self, uint32_t at, uint32_t size, uint32_t flags);

static size_t pinned_most; /* at the end of a call */

static void send_stream(struct inet_socket *listener, writer *write, uint32_t window, unsigned loss,
                        uint32_t most)
{
    peer.window = window;
    peer.loss = 0;
    peer.large = peer.duplicates = 0;
    struct inet_socket *self = open_connection(listener);
    peer.loss = loss;
    peer.acknowledged = peer.next;
    uint32_t written = 0;
    unsigned idle = 0;
    while (written < STREAM_SIZE || peer.next - peer.first < STREAM_SIZE) {
        if (written < STREAM_SIZE)
            written += write(self, written, 1 + below(MIN(most, STREAM_SIZE - written)),
                             below(4) == 0 ? MSG_MORE : 0);
        pinned_most = MAX(pinned_most, pinned);
        uint32_t before = peer.acknowledged;
        /* Several for one that is lost, so that it is sent again before its time is out. */
        for (unsigned count = 1 + below(4); count != 0; count--)
            if (loss == 0 || below(loss) != 0) {
                peer.acknowledged = peer.next;
                if (window < 4000) peer.window = below(window);
                peer_says(TCP_ACK, 1);
            }
        idle = peer.acknowledged == before ? idle + 1 : 0;
        assert(idle < 2000);
        pass_time(idle != 0 ? 250 : 1);
    }
    self->socket.ops->release(&self->socket);
    for (unsigned i = 0; !peer.finished && i < 1000; i++) {
        pass_time(250);
        peer_says(TCP_ACK, 1);
    }
    assert(peer.finished && peer.next == peer.first + STREAM_SIZE + 1);
    peer_says(TCP_ACK | TCP_FIN, 1);
    for (unsigned i = 0; i < 200; i++) pass_time(250);
    assert(tcp_active_pcbs == NULL && tcp_tw_pcbs == NULL && pinned == 0);
}

/* A peer that is gone is not told for ever that the connection is at its end. */
static void ends_what_nobody_answers(struct inet_socket *listener)
{
    peer.window = 65535;
    struct inet_socket *self = open_connection(listener);
    (void)write_some(self, 0, 20000, 0);
    self->socket.ops->release(&self->socket);
    assert(tcp_active_pcbs != NULL);
    unsigned steps = 0;
    for (; tcp_active_pcbs != NULL; steps++) {
        assert(steps < 4 * 120);
        pass_time(250);
    }
    assert(steps > 4 * 60);
}

int main(void)
{
    frame_sent = on_sent;
    peer.mss = 1460;
    assert(parse_ip("eth0,10.0.2.15,255.255.255.0") == 0);
    cards_register();
    assert(inet_start() == 0);
    pass_time(1000);
    struct netif *netif = cards[0].device.protocol_data;
    struct inet_socket *listener = open_listener(8);

    static const struct {
        uint32_t window, most;
        unsigned loss;
        uint16_t mss;
    } cases[] = {
        {65535, 100000, 0, 1460}, {65535, 100000, 50, 1460}, {65535, 3000, 10, 1460},
        {20000, 100000, 20, 536}, {65535, 100, 30, 1460},    {3000, 50000, 0, 1460},
        {3000, 50000, 20, 1000},  {65535, 65535, 4, 1460},
    };
    size_t live_at_first = 0;
    for (unsigned cuts = 0; cuts < 2; cuts++) {
        netif->flags =
            (uint8_t)(cuts != 0 ? netif->flags | NETIF_FLAG_CUTS : netif->flags & ~NETIF_FLAG_CUTS);
        for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
            introduce_peer();
            peer.mss = cases[i].mss;
            for (unsigned pages = 0; pages < 2; pages++) {
                writer *write = pages != 0 ? write_pages : write_some;
                pinned_most = 0;
                send_stream(listener, write, cases[i].window, cases[i].loss, cases[i].most);
                assert(cuts != 0 ? cases[i].most < 1000 || peer.large > 10 : peer.large == 0);
                /* Pages go without a copy where the card takes them so, and their parts are worth it. */
                if (pages == 0 || cuts == 0) assert(pinned_most == 0);
                if (pages != 0 && cuts != 0 && cases[i].window == 65535 && cases[i].most > 50000)
                    assert(pinned_most > 4);
                if (live_at_first == 0) live_at_first = live;
                assert(live <= live_at_first);
            }
        }
        introduce_peer();
        ends_what_nobody_answers(listener);
    }
    return 0;
}
