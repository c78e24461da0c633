// SPDX-License-Identifier: MIT
// sources: ../cache-tree.c
/* The tree of pages against a model: an array of some places, near and far. At the end no node is left. */
#include "../cache-tree.h"

#include <abi/errno.h>
#include <assert.h>
#include <mm/kmalloc.h>
#include <stdlib.h>

static long allocated;
static unsigned fail_in; /* so many allocations from now one fails; 0: none */

void *kzalloc(size_t size)
{
    if (fail_in != 0 && --fail_in == 0) return NULL;
    allocated++;
    return calloc(1, size);
}

void kfree(void *memory)
{
    allocated -= memory != NULL;
    free(memory);
}

#define PLACES 400

/* A third of the places are dense, a third spread over terabytes, a third at the ends of what 64 bits can
 * number. */
static uint64_t number_of(unsigned place)
{
    if (place < PLACES / 3) return place;
    if (place < 2 * PLACES / 3) return (uint64_t)(place - PLACES / 3) * 12345 + 1000;
    return UINT64_MAX - (uint64_t)(PLACES - 1 - place) * 77;
}

static char pages[PLACES];
static bool present[PLACES];
static struct page_cache tree;

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 0x9e3779b97f4a7c15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % limit;
}

static void check(void)
{
    uint64_t count = 0, at = 0;
    for (unsigned place = 0; place < PLACES; place++) {
        assert(cache_tree_find(&tree, number_of(place)) == (present[place] ? &pages[place] : NULL));
        count += present[place];
        if (!present[place]) continue;
        assert(cache_tree_next(&tree, &at) == &pages[place] && at == number_of(place));
        at++;
    }
    assert(tree.count == count);
    if (at != 0 || count == 0) assert(cache_tree_next(&tree, &at) == NULL);
}

static void change(unsigned place)
{
    if (present[place]) {
        cache_tree_remove(&tree, number_of(place));
        present[place] = false;
        return;
    }
    fail_in = random_below(8);
    int status = cache_tree_insert(&tree, number_of(place), &pages[place]);
    assert(status == 0 || status == -ENOMEM);
    fail_in = 0;
    present[place] = status == 0;
}

int main(void)
{
    for (unsigned round = 0; round < 4000; round++) {
        change(random_below(PLACES));
        if (round % 16 == 0) check();
    }
    char other;
    for (unsigned place = 0; place < PLACES; place++) {
        if (!present[place]) continue;
        cache_tree_replace(&tree, number_of(place), &other);
        assert(cache_tree_find(&tree, number_of(place)) == &other);
        cache_tree_remove(&tree, number_of(place));
    }
    /* A failed insertion into an empty tree may have left a node, which the next one uses. */
    assert(tree.count == 0);
    assert(cache_tree_insert(&tree, 0, &other) == 0);
    cache_tree_remove(&tree, 0);
    assert(allocated == 0 && tree.root == NULL);
    return 0;
}
