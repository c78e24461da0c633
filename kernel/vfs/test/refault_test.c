// SPDX-License-Identifier: MIT
// sources: ../refault.c
/* A cache that keeps the pages used last, under programs that lack memory and programs that do not. */
#include "../refault.h"

#include <assert.h>
#include <string.h>

#define CAPACITY_MAX 4096u

static struct dropped_pages dropped;
static uint64_t cached[CAPACITY_MAX]; /* page numbers, the one used last first */
static unsigned count, capacity, streak;
static uint64_t reads;
static char file;

static void start(unsigned pages)
{
    assert(pages <= CAPACITY_MAX);
    dropped = (struct dropped_pages){0};
    count = streak = 0;
    reads = 0;
    capacity = pages;
}

/* Uses a page. True: it was to be read, and there is not enough memory. */
static bool use(uint64_t page)
{
    bool give_up = false;
    unsigned at = 0;
    while (at < count && cached[at] != page) at++;
    if (at == count) {
        reads++;
        if (count == capacity) refault_note_drop(&dropped, &file, cached[--count]);
        give_up = refault_note_read(&dropped, &file, page, count, &streak);
        at = count++;
    }
    memmove(cached + 1, cached, at * sizeof(cached[0]));
    cached[0] = page;
    return give_up;
}

/* Uses the pages 0 to `pages` - 1 in turns. True: gives up within `rounds`. */
static bool loop(uint64_t pages, unsigned rounds)
{
    for (unsigned round = 0; round < rounds; round++)
        for (uint64_t page = 0; page < pages; page++)
            if (use(page)) return true;
    return false;
}

/* An instruction with code and data where there is one page for both, or few for some more. */
static void test_gives_up(void)
{
    static const unsigned capacities[] = {1, 2, 3, 8, 16, 32};
    for (unsigned i = 0; i < sizeof(capacities) / sizeof(capacities[0]); i++) {
        start(capacities[i]);
        assert(loop(capacities[i] + 1, 2 * REFAULT_LIMIT));
        /* All but the first time around are pages that are read again. */
        assert(reads == REFAULT_LIMIT + capacities[i] + 1);
        /* It does so every time, not just once. */
        assert(streak == 0 && loop(capacities[i] + 1, 2 * REFAULT_LIMIT));
    }
}

static void test_all_fits(void)
{
    start(8);
    assert(!loop(8, REFAULT_LIMIT) && reads == 8);
}

/* Whatever is read, if only there is a system call within the limit. */
static void test_system_calls(void)
{
    start(1);
    for (unsigned i = 0; i < 10; i++) {
        assert(!loop(2, (REFAULT_LIMIT - 2) / 2));
        streak = 0;
    }
    assert(reads > 5 * REFAULT_LIMIT);
}

/* Files larger than the memory, over and over: by a little, where there is memory; by much, where there is
 * none. */
static void test_large_files(void)
{
    start(1000);
    assert(!loop(1001, 50) && reads == 50 * 1001);
    start(8);
    assert(!loop(8 + REFAULT_WINDOW + 1, 1000) && reads > 2 * REFAULT_LIMIT);
}

/* Two pages in turns, and from time to time one that was not there before. */
static void test_new_pages(void)
{
    start(1);
    for (uint64_t page = 2; page < 20; page++) {
        assert(!loop(2, (REFAULT_LIMIT - 2) / 2));
        assert(!use(page));
    }
    assert(reads > 10 * REFAULT_LIMIT);
}

/* Pages of the same number in other files are others. */
static void test_files_differ(void)
{
    char other;
    start(1);
    for (unsigned i = 0; i < 2 * REFAULT_LIMIT; i++) {
        refault_note_drop(&dropped, &other, 0);
        assert(!refault_note_read(&dropped, &file, 0, 1, &streak));
    }
}

int main(void)
{
    test_gives_up();
    test_all_fits();
    test_system_calls();
    test_large_files();
    test_new_pages();
    test_files_differ();
    return 0;
}
