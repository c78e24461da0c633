/* SPDX-License-Identifier: MIT */
/*
 * What lwIP asks about a segment before it takes it: whether a connection may begin, and whether there is
 * room for one that is complete in its listener's queue.
 *
 * Anybody can send a SYN from an address that is not his, and never answer. So what is kept of connections
 * that were only begun is bounded: for a new one, the oldest goes. Under such pressure our first sequence
 * number is a cookie (RFC 4987, 3.6), so that one which went is not lost: an answer with it shows that its
 * sender got ours, and says what he had asked for. The connection is begun once more then, as if it had been
 * kept.
 */
#include <arch/hooks.h>
#include <lwip/inet_chksum.h>
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>
#include <time/clock.h>

/* Connections that were only begun, of all listeners. Each takes about 600 bytes. */
#define BEGUN_MAX 256u

/* A cookie: 24 bits that cannot be guessed; the lowest of the epoch in which it was made; and what the SYN
 * said. */
#define COOKIE_SECRET 0xffffff00u
#define COOKIE_EPOCH 0x80u
#define COOKIE_MSS_SHIFT 5
#define COOKIE_SACK 0x10u
#define COOKIE_SCALE 0x0fu /* of its window; SCALE_NONE: it did not offer to scale windows */
#define SCALE_NONE 0x0fu
/* It is good for one of these at least, for two at most. */
#define EPOCH_NS (64 * NS_PER_SECOND)

/* The segment sizes that a cookie can tell. Of the usual ones: IPv4 without anything said, IPv6's least, and
 * Ethernet's for IPv6 and for IPv4. */
static const uint16_t segment_sizes[] = {536, 1220, 1440, 1460};

/* Options of a SYN (RFC 9293, 3.2; RFC 7323, 2.2; RFC 2018, 2). */
enum { OPTION_END = 0, OPTION_NONE = 1, OPTION_MSS = 2, OPTION_SCALE = 3, OPTION_SACK_PERMITTED = 4 };
enum { SIZE_MSS = 4, SIZE_SCALE = 3, SIZE_SACK_PERMITTED = 2 };
#define SCALE_MAX 14u

static bool cookie_wanted; /* the next first sequence number is to be this one */
static uint32_t wanted_cookie;
static bool again;          /* what is handed in belongs to a connection that is begun once more */
static uint64_t last_epoch; /* in which one was forgotten that may still be answered; 0: never */

static uint64_t epoch_now(void)
{
    return clock_monotonic_ns() / EPOCH_NS + 1;
}

/* What the options of a SYN say, as in a cookie. */
static uint32_t read_options(const uint8_t *options, size_t size)
{
    uint32_t mss = segment_sizes[0], sack = 0, scale = SCALE_NONE;
    for (size_t at = 0; at < size && options[at] != OPTION_END;) {
        if (options[at] == OPTION_NONE) {
            at++;
            continue;
        }
        const uint8_t *option = options + at;
        if (size - at < 2 || option[1] < 2 || option[1] > size - at) break;
        if (option[0] == OPTION_MSS && option[1] == SIZE_MSS) mss = (uint32_t)option[2] << 8 | option[3];
        if (option[0] == OPTION_SCALE && option[1] == SIZE_SCALE) scale = MIN(option[2], SCALE_MAX);
        if (option[0] == OPTION_SACK_PERMITTED && option[1] == SIZE_SACK_PERMITTED) sack = COOKIE_SACK;
        at += option[1];
    }
    uint32_t index = 0;
    while (index + 1 < ARRAY_SIZE(segment_sizes) && segment_sizes[index + 1] <= mss) index++;
    return index << COOKIE_MSS_SHIFT | sack | scale;
}

static uint32_t make_cookie(const struct tcp_hdr *header, uint32_t their_first, uint64_t epoch, uint32_t said)
{
    uint32_t low = said | (epoch & 1 ? COOKIE_EPOCH : 0);
    uint64_t hash =
        lwip_connection_hash(ip_current_dest_addr(), header->dest, ip_current_src_addr(), header->src,
                             (uint64_t)their_first << 32 | (epoch << 8 & 0xffffff00u) | low);
    return ((uint32_t)hash & COOKIE_SECRET) | low;
}

uint32_t lwip_first_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                             uint16_t remote_port)
{
    bool cookie = cookie_wanted;
    cookie_wanted = false;
    return cookie ? wanted_cookie : lwip_initial_sequence(local, local_port, remote, remote_port);
}

static unsigned count_begun(struct tcp_pcb **oldest)
{
    unsigned count = 0;
    /* New ones are put first. */
    for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
        if (pcb->state != SYN_RCVD) continue;
        *oldest = pcb;
        count++;
    }
    return count;
}

/* A connection begins. `options` are NULL where they are in pieces. */
static void make_room(const struct tcp_hdr *header, const uint8_t *options, size_t size)
{
    struct tcp_pcb *oldest = NULL;
    unsigned begun = count_begun(&oldest);
    if (begun >= BEGUN_MAX) {
        tcp_abandon(oldest, 0);
        last_epoch = epoch_now();
    }
    if (again) return;
    cookie_wanted = options != NULL;
    if (cookie_wanted)
        wanted_cookie = make_cookie(header, header->seqno, epoch_now(), read_options(options, size));
}

/* Hands in the SYN that a cookie tells of. */
static void begin_again(const struct tcp_hdr *answer, uint32_t cookie)
{
    enum { SIZE = TCP_HLEN + 12 };
    struct pbuf *pbuf = pbuf_alloc(PBUF_RAW, SIZE, PBUF_RAM);
    if (pbuf == NULL) return;
    struct tcp_hdr *header = pbuf->payload;
    uint8_t *options = (uint8_t *)(header + 1);
    *header = (struct tcp_hdr){.src = lwip_htons(answer->src),
                               .dest = lwip_htons(answer->dest),
                               .seqno = lwip_htonl(answer->seqno - 1),
                               .wnd = lwip_htons(answer->wnd)};
    TCPH_HDRLEN_FLAGS_SET(header, SIZE / 4, TCP_SYN);
    uint16_t mss = segment_sizes[cookie >> COOKIE_MSS_SHIFT & (ARRAY_SIZE(segment_sizes) - 1)];
    memset(options, OPTION_NONE, SIZE - TCP_HLEN);
    options[0] = OPTION_MSS, options[1] = SIZE_MSS;
    options[2] = (uint8_t)(mss >> 8), options[3] = (uint8_t)mss;
    if ((cookie & COOKIE_SCALE) != SCALE_NONE) {
        options[4] = OPTION_SCALE, options[5] = SIZE_SCALE;
        options[6] = cookie & COOKIE_SCALE;
    }
    if (cookie & COOKIE_SACK) options[7] = OPTION_SACK_PERMITTED, options[8] = SIZE_SACK_PERMITTED;
    header->chksum =
        ip_chksum_pseudo(pbuf, IP_PROTO_TCP, SIZE, ip_current_src_addr(), ip_current_dest_addr());
    wanted_cookie = cookie;
    cookie_wanted = true;
    tcp_input(pbuf, ip_current_input_netif());
    cookie_wanted = false;
}

/* An answer to nothing that is kept. Whether it is no more to be taken: it was, or its sender shall try
 * again. */
static bool resume(const struct tcp_pcb *listener, struct tcp_hdr *header, size_t options_size,
                   struct pbuf *segment)
{
    if (again) return true;
    uint64_t epoch = epoch_now();
    uint32_t cookie = header->ackno - 1;
    if (last_epoch == 0 || last_epoch + 1 < epoch) return false;
    if ((epoch & 1) != !!(cookie & COOKIE_EPOCH)) epoch--;
    if (make_cookie(header, header->seqno - 1, epoch, cookie & ~(COOKIE_SECRET | COOKIE_EPOCH)) != cookie)
        return false;
    if (ip_get_option(listener, LWIP_QUEUE_FULL)) return true;
    again = true;
    begin_again(header, cookie);
    /* As it came, for another round. */
    header->src = lwip_htons(header->src);
    header->dest = lwip_htons(header->dest);
    header->seqno = lwip_htonl(header->seqno);
    header->ackno = lwip_htonl(header->ackno);
    header->wnd = lwip_htons(header->wnd);
    if (pbuf_add_header_force(segment, TCP_HLEN + options_size) == 0) {
        pbuf_ref(segment);
        tcp_input(segment, ip_current_input_netif());
    }
    again = false;
    return true;
}

err_t lwip_admit(struct tcp_pcb *pcb, struct tcp_hdr *header, uint16_t options_size, uint16_t first_size,
                 struct pbuf *segment)
{
    uint8_t flags = TCPH_FLAGS(header);
    if (flags & TCP_RST) return ERR_OK;
    /* The peer tries again, and so do we. */
    if (pcb->state == SYN_RCVD && flags & TCP_ACK && pcb->listener != NULL)
        return ip_get_option(pcb->listener, LWIP_QUEUE_FULL) ? ERR_BUF : ERR_OK;
    if (pcb->state != LISTEN) return ERR_OK;
    bool whole = options_size == first_size;
    if (flags & TCP_ACK)
        return !(flags & TCP_SYN) && whole && resume(pcb, header, options_size, segment) ? ERR_BUF : ERR_OK;
    if (!(flags & TCP_SYN)) return ERR_OK;
    if (ip_get_option(pcb, LWIP_QUEUE_FULL) || lwip_memory() == LWIP_MEMORY_NONE) return ERR_BUF;
    make_room(header, whole ? (const uint8_t *)(header + 1) : NULL, options_size);
    return ERR_OK;
}
