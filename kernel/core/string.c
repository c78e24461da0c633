/* SPDX-License-Identifier: MIT */
#include <core/string.h>

/* The string instructions are the smallest code, and processors with "enhanced rep movsb" run them at full
 * width. Moving words first keeps emulated CPUs, which take one step per element, fast. */
void *memcpy(void *restrict destination, const void *restrict source, size_t size)
{
    void *to = destination;
    size_t words = size / 8, rest = size % 8;
    __asm__ volatile("rep movsq" : "+D"(to), "+S"(source), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(source), "+c"(rest) : : "memory");
    return destination;
}

void *memmove(void *destination, const void *source, size_t size)
{
    if ((uintptr_t)destination - (uintptr_t)source >= size) return memcpy(destination, source, size);
    /* The destination begins inside of the source: copy from the end. */
    char *to = (char *)destination + size;
    const char *from = (const char *)source + size;
    while (size >= 8) {
        to -= 8;
        from -= 8;
        size -= 8;
        uint64_t word;
        __builtin_memcpy(&word, from, sizeof(word));
        __builtin_memcpy(to, &word, sizeof(word));
    }
    while (size--) *--to = *--from;
    return destination;
}

void *memset(void *destination, int byte, size_t size)
{
    void *to = destination;
    uint64_t word = (uint8_t)byte * 0x0101010101010101ull;
    size_t words = size / 8, rest = size % 8;
    __asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(word) : "memory");
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(rest) : "a"(word) : "memory");
    return destination;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *left = a, *right = b;
    for (; size != 0; size--, left++, right++)
        if (*left != *right) return *left - *right;
    return 0;
}

void *memchr(const void *memory, int byte, size_t size)
{
    for (const uint8_t *at = memory; size != 0; size--, at++)
        if (*at == (uint8_t)byte) return (void *)at;
    return NULL;
}

size_t strnlen(const char *string, size_t limit)
{
    size_t length = 0;
    while (length < limit && string[length] != 0) length++;
    return length;
}

size_t strlen(const char *string)
{
    size_t length = 0;
    while (string[length] != 0) length++;
    return length;
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (; limit != 0; limit--, a++, b++)
        if (*a != *b || *a == 0) return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

char *strchr(const char *string, int character)
{
    for (;; string++) {
        if (*string == (char)character) return (char *)string;
        if (*string == 0) return NULL;
    }
}

char *strrchr(const char *string, int character)
{
    const char *last = NULL;
    for (;; string++) {
        if (*string == (char)character) last = string;
        if (*string == 0) return (char *)last;
    }
}

static int digit_value(char digit, unsigned base)
{
    unsigned value = 99;
    if (digit >= '0' && digit <= '9')
        value = (unsigned)(digit - '0');
    else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
        value = (unsigned)((digit | 0x20) - 'a') + 10;
    return value < base ? (int)value : -1;
}

uint64_t parse_number(const char *text, const char **end)
{
    unsigned base = 10;
    uint64_t value = 0;
    if (text[0] == '0' && (text[1] | 0x20) == 'x' && digit_value(text[2], 16) >= 0) {
        base = 16;
        text += 2;
    }
    for (int digit; (digit = digit_value(*text, base)) >= 0; text++) {
        uint64_t next;
        if (__builtin_mul_overflow(value, base, &next) ||
            __builtin_add_overflow(next, (uint64_t)digit, &next))
            next = UINT64_MAX;
        value = next;
    }
    *end = text;
    return value;
}
