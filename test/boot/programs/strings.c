/* SPDX-License-Identifier: MIT */
/* The memory functions of the C library against their plain meaning, at every alignment and size, and before
 * a page that is not there. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>

#define PAGE 4096u
#define ROOM 1200u
#define SIZES 400u

/* Through volatile pointers, so that the compiler cannot put its own code in their place. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile fill)(void *, int, size_t) = memset;
static size_t (*volatile length)(const char *) = strlen;
static void *(*volatile find)(const void *, int, size_t) = memchr;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;
static int (*volatile compare_letters)(const char *, const char *) = strcasecmp;

static unsigned char expected[ROOM], got[ROOM];

/* Four readable pages before one that is not. */
static char *end_of_memory(void)
{
    char *memory = mmap(NULL, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    CHECK(mprotect(memory + 4 * PAGE, PAGE, PROT_NONE) == 0);
    return memory + 4 * PAGE;
}

static void scramble(void)
{
    for (unsigned i = 0; i < ROOM; i++) expected[i] = got[i] = (unsigned char)rand();
}

static void check_copy(void)
{
    for (unsigned size = 0; size < SIZES; size++) {
        for (unsigned at = 0; at < 32; at += 3) {
            scramble();
            for (unsigned i = 0; i < size; i++) expected[at + i] = expected[600 + size % 7 + i];
            CHECK(copy(got + at, got + 600 + size % 7, size) == got + at);
            CHECK(memcmp(expected, got, ROOM) == 0);
        }
    }
}

static void check_move(void)
{
    for (unsigned size = 0; size < SIZES; size++) {
        for (unsigned at = 0; at < 40; at++) {
            unsigned char kept[SIZES];
            scramble();
            for (unsigned i = 0; i < size; i++) kept[i] = expected[320 + i];
            for (unsigned i = 0; i < size; i++) expected[300 + at + i] = kept[i];
            CHECK(move(got + 300 + at, got + 320, size) == got + 300 + at);
            CHECK(memcmp(expected, got, ROOM) == 0);
        }
    }
}

static void check_fill(void)
{
    for (unsigned size = 0; size < SIZES; size++) {
        for (unsigned at = 0; at < 33; at++) {
            scramble();
            for (unsigned i = 0; i < size; i++) expected[at + i] = (unsigned char)size;
            CHECK(fill(got + at, (int)size + 256, size) == got + at);
            CHECK(memcmp(expected, got, ROOM) == 0);
        }
    }
}

static void check_length(void)
{
    char *end = end_of_memory();
    for (unsigned size = 0; size < SIZES; size++) {
        for (unsigned before = 1; before < 140; before += 5) {
            char *text = end - size - before;
            fill(text, 'x', size);
            text[size] = 0;
            CHECK(length(text) == size);
        }
    }
}

static void check_find(void)
{
    char *end = end_of_memory();
    for (unsigned size = 1; size < SIZES; size++) {
        char *text = end - size;
        fill(text, 'x', size);
        CHECK(find(text, 'z', size) == NULL);
        for (unsigned at = 0; at < size; at += 7) {
            text[at] = 'z';
            CHECK(find(text, 'z' + 256, size) == text + at);
            CHECK(find(text, 'z', at) == NULL);
            /* What is behind the byte that is found need not be there. */
            CHECK(find(text, 'z', (size_t)-1) == text + at);
            text[at] = 'x';
        }
    }
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void check_compare(void)
{
    char *left = end_of_memory(), *right = end_of_memory();
    for (unsigned size = 0; size < 100; size++) {
        unsigned char *a = (unsigned char *)left - size, *b = (unsigned char *)right - size;
        for (unsigned i = 0; i < size; i++) a[i] = b[i] = (unsigned char)rand();
        CHECK(compare(a, b, size) == 0);
        for (unsigned at = 0; at < size; at++) {
            /* What is behind the first difference does not count. */
            b[at] ^= (unsigned char)(1u << (size + at) % 8);
            if (at + 1 < size) b[size - 1] = (unsigned char)~b[size - 1];
            CHECK(sign(compare(a, b, size)) == sign(a[at] - b[at]) && compare(a, b, at) == 0);
            memcpy(b, a, size);
        }
    }
}

static void check_letters(void)
{
    CHECK(compare_letters("", "") == 0 && compare_letters("gEt", "GeT") == 0);
    CHECK(compare_letters("get", "getex") < 0 && compare_letters("SETEX", "set") > 0);
    for (int a = 1; a < 256; a++)
        for (int b = 1; b < 256; b++) {
            char left[] = {'x', (char)a, 'Y', 0}, right[] = {'X', (char)b, 'y', 0};
            int x = a >= 'A' && a <= 'Z' ? a + 32 : a, y = b >= 'A' && b <= 'Z' ? b + 32 : b;
            CHECK(sign(compare_letters(left, right)) == sign(x - y));
        }
}

int main(int argc, char **argv)
{
    static const struct check checks[] = {
        {"copy", check_copy},       {"move", check_move}, {"fill", check_fill},
        {"length", check_length},   {"find", check_find}, {"compare", check_compare},
        {"letters", check_letters},
    };
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
