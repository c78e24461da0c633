/* SPDX-License-Identifier: MIT */
/*
 * A ChaCha20 (RFC 8439) generator with fast key erasure: each request is answered from the key stream of the
 * current key, whose first 32 bytes become the next key before anything is given out, so that what was given
 * out cannot be computed back from memory. Entropy is mixed in by encrypting it into the key.
 */
#include <arch/cpu.h>
#include <core/random.h>
#include <core/string.h>
#include <sched/lock.h>

#define KEY_WORDS 8
#define BLOCK_WORDS 16

static struct spinlock random_lock = SPINLOCK_INIT;
/* Both under random_lock. */
static uint32_t random_key[KEY_WORDS];
static unsigned random_bits;
static bool random_started;

static inline uint32_t rotate(uint32_t value, unsigned count)
{
    return value << count | value >> (32 - count);
}

static void quarter_round(uint32_t *s, unsigned a, unsigned b, unsigned c, unsigned d)
{
    s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 16);
    s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 12);
    s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 8);
    s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 7);
}

/* One block of the key stream: RFC 8439, 2.3. The nonce is zero, since a key is used for one stream only. */
static void chacha20_block(const uint32_t key[KEY_WORDS], uint32_t counter, uint32_t out[BLOCK_WORDS])
{
    uint32_t input[BLOCK_WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    memcpy(input + 4, key, KEY_WORDS * sizeof(uint32_t));
    input[12] = counter;
    memcpy(out, input, sizeof(input));
    for (int round = 0; round < 10; round++) {
        for (unsigned i = 0; i < 4; i++) quarter_round(out, i, 4 + i, 8 + i, 12 + i);
        for (unsigned i = 0; i < 4; i++)
            quarter_round(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
    for (unsigned i = 0; i < BLOCK_WORDS; i++) out[i] += input[i];
}

/* The CPU's generator and the time at which somebody first asks. Done late, since many programs never do. */
static void start(void)
{
    if (random_started) return;
    random_started = true;
    for (unsigned i = 0; i < KEY_WORDS; i += 2) {
        uint64_t word = arch_timestamp();
        if (arch_random64(&word)) random_bits += 64;
        random_key[i] ^= (uint32_t)word;
        random_key[i + 1] ^= (uint32_t)(word >> 32);
    }
}

void random_bytes(void *buffer, size_t size)
{
    uint32_t block[BLOCK_WORDS], stream_key[KEY_WORDS];
    uint64_t flags = spin_lock_irqsave(&random_lock);
    start();
    chacha20_block(random_key, 0, block);
    memcpy(random_key, block, sizeof(random_key));
    memcpy(stream_key, block + KEY_WORDS, sizeof(stream_key));
    spin_unlock_irqrestore(&random_lock, flags);
    char *to = buffer;
    for (uint32_t counter = 0; size != 0; counter++) {
        size_t part = MIN(size, sizeof(block));
        chacha20_block(stream_key, counter, block);
        memcpy(to, block, part);
        to += part;
        size -= part;
    }
    memset(block, 0, sizeof(block));
    memset(stream_key, 0, sizeof(stream_key));
}

void random_add(const void *data, size_t size, unsigned bits)
{
    const uint8_t *from = data;
    uint32_t block[BLOCK_WORDS];
    uint64_t flags = spin_lock_irqsave(&random_lock);
    start();
    while (size != 0) {
        size_t part = MIN(size, sizeof(random_key));
        for (size_t i = 0; i < part; i++) ((uint8_t *)random_key)[i] ^= from[i];
        chacha20_block(random_key, 1, block);
        memcpy(random_key, block, sizeof(random_key));
        from += part;
        size -= part;
    }
    random_bits = MIN(random_bits + bits, 1u << 20);
    spin_unlock_irqrestore(&random_lock, flags);
}

bool random_seeded(void)
{
    uint64_t flags = spin_lock_irqsave(&random_lock);
    start();
    bool seeded = random_bits >= 128;
    spin_unlock_irqrestore(&random_lock, flags);
    return seeded;
}
