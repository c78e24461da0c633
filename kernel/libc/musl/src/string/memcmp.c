// SPDX-License-Identifier: MIT
/* As musl's, by words: servers compare keys for every request. */
#include <stdint.h>
#include <string.h>

static inline uint64_t load64(const unsigned char *from)
{
    uint64_t value;
    __builtin_memcpy(&value, from, sizeof(value));
    return value;
}

static inline uint32_t load32(const unsigned char *from)
{
    uint32_t value;
    __builtin_memcpy(&value, from, sizeof(value));
    return value;
}

/* The first byte in memory, which decides, is the last in a word. */
static inline int order(uint64_t left, uint64_t right)
{
    return __builtin_bswap64(left) < __builtin_bswap64(right) ? -1 : 1;
}

int memcmp(const void *left_start, const void *right_start, size_t size)
{
    const unsigned char *left = left_start, *right = right_start;
    for (; size >= 8; left += 8, right += 8, size -= 8) {
        uint64_t a = load64(left), b = load64(right);
        if (a != b) return order(a, b);
    }
    if (size >= 4) {
        uint32_t a = load32(left), b = load32(right);
        if (a != b) return order(a, b);
        left += 4;
        right += 4;
        size -= 4;
    }
    for (; size != 0; left++, right++, size--)
        if (*left != *right) return *left - *right;
    return 0;
}
