/* SPDX-License-Identifier: MIT */
/* What lwIP needs of the system around it. */
#include <arch/hooks.h>
#include <core/random.h>
#include <core/string.h>
#include <lwip/dns.h>
#include <lwip/sys.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <time/clock.h>

uint32_t sys_now(void)
{
    return (uint32_t)(clock_monotonic_ns() / NS_PER_MS);
}

uint32_t lwip_random(void)
{
    uint32_t number;
    random_bytes(&number, sizeof(number));
    return number;
}

void lwip_copy(void *to, const void *from, size_t size)
{
    size_t missing = user_copy_partial(to, from, size);
    if (missing != 0) memset((char *)to + size - missing, 0, missing);
}

ip_addr_t lwip_name_servers[LWIP_DHCP_MAX_DNS_SERVERS];

/* In place of dns.c; there are no queries to be minded. */
void dns_init(void) {}
void dns_tmr(void) {}
void dns_setserver(u8_t index, const ip_addr_t *server)
{
    if (index < ARRAY_SIZE(lwip_name_servers))
        lwip_name_servers[index] = server != NULL ? *server : *IP_ADDR_ANY;
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void siphash_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* SipHash-2-4 (Aumasson and Bernstein, 2012) of whole words; what is hashed always has the same length. */
static uint64_t siphash(const uint64_t key[2], const uint64_t *words, unsigned count)
{
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
                     key[1] ^ 0x7465646279746573};
    for (unsigned i = 0; i < count; i++) {
        v[3] ^= words[i];
        siphash_round(v);
        siphash_round(v);
        v[0] ^= words[i];
    }
    v[2] ^= 0xff;
    for (unsigned i = 0; i < 4; i++) siphash_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t lwip_connection_hash(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                              uint16_t remote_port, uint64_t more)
{
    static uint64_t key[2];
    struct {
        uint8_t local[16], remote[16];
        uint64_t more;
        uint16_t local_port, remote_port;
        uint32_t zero;
    } connection = {.more = more, .local_port = local_port, .remote_port = remote_port};
    uint64_t words[sizeof(connection) / sizeof(uint64_t)];
    if (key[0] == 0) random_bytes(key, sizeof(key));
    memcpy(connection.local, IP_IS_V6(local) ? (const void *)ip_2_ip6(local) : ip_2_ip4(local),
           IP_IS_V6(local) ? 16 : 4);
    memcpy(connection.remote, IP_IS_V6(remote) ? (const void *)ip_2_ip6(remote) : ip_2_ip4(remote),
           IP_IS_V6(remote) ? 16 : 4);
    memcpy(words, &connection, sizeof(words));
    return siphash(key, words, ARRAY_SIZE(words));
}

uint32_t lwip_initial_sequence(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
                               uint16_t remote_port)
{
    /* The clock ticks every 4 microseconds. */
    return (uint32_t)(lwip_connection_hash(local, local_port, remote, remote_port, 0) +
                      clock_monotonic_ns() / 4096);
}
