// SPDX-License-Identifier: MIT
/* The frames of flood.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FLOOD_FRAME_MAX 1514u

struct flood_target {
    uint8_t hardware[6], ip[4];
    uint16_t port;
};

static uint64_t flood_random_state;

static inline uint32_t random_below(uint32_t limit)
{
    flood_random_state = flood_random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(((flood_random_state >> 32) * limit) >> 32);
}

struct frame {
    uint8_t *bytes;
    size_t size;
};

static inline uint8_t *add(struct frame *frame, size_t size)
{
    uint8_t *at = frame->bytes + frame->size;
    if (size > FLOOD_FRAME_MAX - frame->size) size = FLOOD_FRAME_MAX - frame->size;
    memset(at, 0, size);
    frame->size += size;
    return at;
}

static inline void add_random(struct frame *frame, size_t size)
{
    size_t from = frame->size;
    add(frame, size);
    for (; from < frame->size; from++) frame->bytes[from] = (uint8_t)random_below(256);
}

static inline void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline uint8_t one_of(const uint8_t *values, size_t count)
{
    return values[random_below((uint32_t)count)];
}

#define ONE_OF(...) one_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* The sum of RFC 1071 over more bytes, not inverted. */
static inline uint32_t sum_of(const uint8_t *bytes, size_t size, uint32_t sum)
{
    for (size_t i = 0; i + 1 < size; i += 2) sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
    return size % 2 != 0 ? sum + (uint32_t)(bytes[size - 1] << 8) : sum;
}

static inline uint16_t folded(uint32_t sum)
{
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* A neighbour that does not exist, or a stranger behind the gateway; never the host, whose own talk with the
 * guest is to go on. */
static inline void spoof(uint8_t *address)
{
    bool neighbour = random_below(2) != 0;
    address[0] = neighbour ? 10 : 198;
    address[1] = neighbour ? 77 : 18;
    address[2] = (uint8_t)(1 + random_below(250));
    address[3] = (uint8_t)(1 + random_below(250));
}

static inline void begin_ethernet(struct frame *frame, const struct flood_target *target, unsigned type)
{
    uint8_t *ethernet = add(frame, 14);
    memcpy(ethernet, target->hardware, 6);
    if (random_below(16) == 0) memset(ethernet, 0xff, 6);
    ethernet[6] = 2; /* locally administered */
    ethernet[11] = (uint8_t)random_below(256);
    put16(ethernet + 12, type);
}

static inline size_t begin_ip4(struct frame *frame, const struct flood_target *target, unsigned protocol)
{
    begin_ethernet(frame, target, 0x800);
    size_t at = frame->size;
    uint8_t *ip = add(frame, 20);
    ip[0] = 0x45;
    ip[8] = 64;
    ip[9] = (uint8_t)protocol;
    spoof(ip + 12);
    memcpy(ip + 16, target->ip, 4);
    return at;
}

/* Length and checksums; `checksum` is where that of the payload is, 0 for none. */
static inline void finish_ip4(struct frame *frame, size_t at, size_t checksum)
{
    uint8_t *ip = frame->bytes + at, *payload = ip + 20;
    size_t size = frame->size - at - 20;
    put16(ip + 2, (unsigned)(frame->size - at));
    put16(ip + 10, folded(sum_of(ip, 20, 0)));
    if (checksum == 0 || checksum + 2 > size) return;
    /* ICMP's is without the pseudo header. */
    uint32_t pseudo = ip[9] == 1 ? 0 : sum_of(ip + 12, 8, (uint32_t)(ip[9] + size));
    put16(payload + checksum, folded(sum_of(payload, size, pseudo)));
}

static inline size_t flood_syn(uint8_t *bytes, const struct flood_target *target)
{
    struct frame frame = {bytes, 0};
    size_t at = begin_ip4(&frame, target, 6);
    memcpy(bytes, target->hardware, 6);
    uint8_t *tcp = add(&frame, 24);
    put16(tcp, 1024 + random_below(60000));
    put16(tcp + 2, target->port);
    put16(tcp + 4, random_below(65536));
    tcp[12] = 0x60;
    tcp[13] = 2;                             /* SYN */
    put16(tcp + 14, 0xffff);                 /* window */
    memcpy(tcp + 20, "\x02\x04\x05\xb4", 4); /* MSS 1460 */
    finish_ip4(&frame, at, 16);
    return frame.size;
}

static inline void garble_arp(struct frame *frame, const struct flood_target *target)
{
    begin_ethernet(frame, target, 0x806);
    uint8_t *arp = add(frame, 28);
    memcpy(arp, "\0\1\x08\0\6\4\0", 7);
    arp[7] = (uint8_t)random_below(4);
    arp[8] = 2;
    spoof(arp + 14);
    memcpy(arp + 24, target->ip, 4);
}

static inline void garble_ip4(struct frame *frame, const struct flood_target *target)
{
    static const uint8_t checksums[256] = {[1] = 2, [6] = 16, [17] = 6};
    uint8_t protocol = ONE_OF(1, 1, 2, 6, 6, 6, 17, 17, 47, 132, 255);
    size_t at = begin_ip4(frame, target, protocol);
    uint8_t *ip = frame->bytes + at;
    if (random_below(4) == 0) {
        /* Fragments, of few packets so that some meet. */
        put16(ip + 4, random_below(8));
        put16(ip + 6, random_below(2) << 13 | random_below(200));
        memcpy(ip + 12, "\xc6\x12\x01\x01", 4);
    }
    if (random_below(16) == 0) ip[16 + random_below(4)] = ONE_OF(0, 127, 224, 255);
    uint8_t *payload = frame->bytes + frame->size;
    add_random(frame, protocol == 6 ? 20 + 4 * random_below(11) : 8);
    if (protocol == 6 || protocol == 17) put16(payload + 2, random_below(4) ? target->port : 68);
    if (protocol == 6)
        payload[12] = (uint8_t)(random_below(4) ? (frame->size - at - 20) / 4 << 4 : payload[12]);
    if (protocol == 1) payload[0] = (uint8_t)random_below(19);
    add_random(frame, random_below(8) ? random_below(64) : random_below(1400));
    if (protocol == 17)
        put16(payload + 4, random_below(4) ? (unsigned)(frame->size - at - 20) : random_below(2000));
    finish_ip4(frame, at, random_below(8) ? checksums[protocol] : 0);
}

static inline void garble_ip6(struct frame *frame, const struct flood_target *target)
{
    begin_ethernet(frame, target, 0x86dd);
    size_t at = frame->size;
    uint8_t *ip = add(frame, 40);
    ip[0] = 0x60;
    ip[7] = random_below(4) ? 255 : 1;
    ip[8] = ip[24] = 0xfe; /* fe80::xx */
    ip[9] = ip[25] = 0x80;
    ip[23] = (uint8_t)(2 + random_below(200));
    /* The address that the guest makes of its hardware address, or all nodes. */
    memcpy(ip + 32, target->hardware, 3);
    ip[32] ^= 2;
    memcpy(ip + 35, "\xff\xfe", 2);
    memcpy(ip + 37, target->hardware + 3, 3);
    if (random_below(4) == 0) memcpy(ip + 24, "\xff\2\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    uint8_t *next = ip + 6;
    for (unsigned left = random_below(4); left != 0; left--) {
        /* Hop-by-hop, routing, fragment, destination options. */
        *next = ONE_OF(0, 43, 44, 60);
        uint8_t *header = frame->bytes + frame->size;
        add_random(frame, 8);
        if (*next != 44) {
            header[1] = (uint8_t)random_below(3);
            add_random(frame, 8u * header[1]);
        }
        next = header;
    }
    *next = ONE_OF(6, 17, 58, 58, 58, 59);
    uint8_t protocol = *next, *payload = frame->bytes + frame->size;
    add_random(frame, 8 + random_below(100));
    if (protocol == 58)
        payload[0] = (uint8_t)(random_below(4) ? 130 + random_below(14) : 1 + random_below(4));
    if (protocol == 6 || protocol == 17) put16(payload + 2, target->port);
    size_t size = (size_t)(frame->bytes + frame->size - payload);
    put16(ip + 4, (unsigned)(frame->size - at - 40));
    uint8_t *checksum = payload + (protocol == 6 ? 16 : protocol == 17 ? 6 : 2);
    put16(checksum, 0);
    if (checksum + 2 <= payload + size)
        put16(checksum, folded(sum_of(payload, size, sum_of(ip + 8, 32, (uint32_t)(protocol + size)))));
}

static inline size_t flood_garbage(uint8_t *bytes, const struct flood_target *target)
{
    struct frame frame = {bytes, 0};
    switch (random_below(8)) {
    case 0:
        begin_ethernet(&frame, target, random_below(65536));
        add_random(&frame, random_below(1500));
        break;
    case 1: garble_arp(&frame, target); break;
    case 2:
    case 3:
    case 4: garble_ip4(&frame, target); break;
    default: garble_ip6(&frame, target); break;
    }
    /* Half of them are right but for what they say; in the others any byte may be wrong, or the end missing.
     */
    if (random_below(4) == 0)
        for (unsigned left = 1 + random_below(3); left != 0; left--)
            bytes[12 + random_below((uint32_t)frame.size - 12)] = (uint8_t)random_below(256);
    if (random_below(4) == 0) frame.size = 14 + random_below((uint32_t)frame.size - 13);
    return frame.size;
}
