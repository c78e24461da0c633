// SPDX-License-Identifier: MIT
// sources: ../area-tree.c
/*
 * The tree against a model: a map of pages, one byte each. Random areas are inserted, removed, split and
 * grown; after each step the tree must be balanced, in order, right about its gaps, and find what the map
 * has.
 */
#include "../area-tree.h"

#include <abi/mman.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODEL_PAGES 2048
#define MAX_AREAS 512

static struct area_tree tree;
static struct area *areas[MAX_AREAS];
static unsigned area_count;
static uint8_t owner[MODEL_PAGES]; /* 1: some area is there */

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 0x9e3779b97f4a7c15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % limit;
}

/* Page 1 of the model is the first, since address 0 means "none". */
static vaddr_t address_of(unsigned page)
{
    return (page + 1) * PAGE_SIZE;
}
static unsigned page_of(vaddr_t address)
{
    return (unsigned)(address / PAGE_SIZE) - 1;
}

static int check_subtree(const struct area *area, const struct area *parent)
{
    if (area == NULL) return 0;
    assert(area->parent == parent);
    int lower = check_subtree(area->child[0], area), higher = check_subtree(area->child[1], area);
    assert(abs(lower - higher) <= 1);
    assert(area->height == 1 + MAX(lower, higher));
    return area->height;
}

static void check_order(void)
{
    unsigned seen = 0;
    vaddr_t last = 0;
    size_t max_gap = 0;
    for (const struct area *area = area_tree_find(&tree, 0); area != NULL; area = area_tree_next(area)) {
        assert(area->start >= last && area->start < area->end);
        if (last != 0) max_gap = MAX(max_gap, area->start - last);
        const struct area *next = area_tree_next(area);
        assert(next == NULL || area_tree_previous(next) == area);
        last = area->end;
        seen++;
    }
    assert(seen == area_count);
    if (tree.root != NULL) assert(tree.root->max_gap == max_gap && tree.root->high == last);
}

static void check_find(void)
{
    unsigned page = random_below(MODEL_PAGES);
    const struct area *found = area_tree_find(&tree, address_of(page) + random_below(PAGE_SIZE));
    if (owner[page]) {
        assert(found != NULL && found->start <= address_of(page) && found->end > address_of(page));
        return;
    }
    unsigned next = page;
    while (next < MODEL_PAGES && !owner[next]) next++;
    assert(next == MODEL_PAGES ? found == NULL : found != NULL && found->start == address_of(next));
}

static void check_gap(void)
{
    unsigned low = random_below(MODEL_PAGES), high = low + random_below(MODEL_PAGES + 1 - low);
    unsigned size = 1 + random_below(random_below(4) ? 8 : 200), run = 0, expected = MODEL_PAGES;
    for (unsigned page = high; page-- > low;) {
        run = owner[page] ? 0 : run + 1;
        if (run == size) {
            expected = page;
            break;
        }
    }
    vaddr_t found = area_tree_gap(&tree, size * PAGE_SIZE, address_of(low), address_of(high));
    assert(found == (expected == MODEL_PAGES ? 0 : address_of(expected)));
}

static void mark(const struct area *area, uint8_t value)
{
    memset(owner + page_of(area->start), value, page_of(area->end) - page_of(area->start));
}

static void insert(void)
{
    unsigned start = random_below(MODEL_PAGES), end = start;
    unsigned want = 1 + random_below(20);
    while (end < MODEL_PAGES && end - start < want && !owner[end]) end++;
    if (end == start || area_count == MAX_AREAS) return;
    struct area *area = calloc(1, sizeof(*area));
    area->start = address_of(start);
    area->end = address_of(end);
    area->prot = random_below(3);
    area_tree_insert(&tree, area);
    areas[area_count++] = area;
    mark(area, 1);
}

static void remove_at(unsigned i)
{
    mark(areas[i], 0);
    area_tree_remove(&tree, areas[i]);
    free(areas[i]);
    areas[i] = areas[--area_count];
}

static void split(void)
{
    struct area *area = areas[random_below(area_count)];
    unsigned pages = page_of(area->end) - page_of(area->start);
    if (pages < 2 || area_count == MAX_AREAS) return;
    vaddr_t start = area->start, end = area->end, at = start + PAGE_SIZE * (1 + random_below(pages - 1));
    struct area *upper = malloc(sizeof(*upper));
    area_tree_split(&tree, area, at, upper);
    assert(area->start == start && area->end == at && upper->start == at && upper->end == end);
    assert(upper->prot == area->prot && area_mergeable(area, upper) && !area_mergeable(upper, area));
    areas[area_count++] = upper;
}

static void resize(void)
{
    struct area *area = areas[random_below(area_count)];
    mark(area, 0);
    if (random_below(2) && area->end - area->start > PAGE_SIZE)
        area->end -= PAGE_SIZE;
    else if (page_of(area->start) > 0 && !owner[page_of(area->start) - 1])
        area->start -= PAGE_SIZE;
    mark(area, 1);
    area_tree_changed(&tree, area);
}

static void test_random(void)
{
    for (unsigned step = 0; step < 60000; step++) {
        /* The share of removals changes, so that the tree grows and shrinks. */
        unsigned choice = random_below(10), removals = step / 5000 % 2 ? 5 : 2;
        if (area_count == 0 || choice >= removals + 3)
            insert();
        else if (choice < removals)
            remove_at(random_below(area_count));
        else if (choice == removals)
            split();
        else
            resize();
        check_subtree(tree.root, NULL);
        check_order();
        check_find();
        check_gap();
    }
    while (area_count > 0) remove_at(0);
    assert(tree.root == NULL);
}

static void test_merging_asks_for_equals(void)
{
    struct area lower = {.start = 0x10000, .end = 0x20000, .prot = PROT_READ, .flags = MAP_PRIVATE};
    struct area upper = {.start = 0x20000, .end = 0x30000, .prot = PROT_READ, .flags = MAP_PRIVATE};
    assert(area_mergeable(&lower, &upper));
    upper.prot = PROT_WRITE;
    assert(!area_mergeable(&lower, &upper));
    upper.prot = PROT_READ;
    lower.file = upper.file = (struct file *)&lower;
    assert(!area_mergeable(&lower, &upper));
    upper.offset = 0x10000;
    assert(area_mergeable(&lower, &upper));
}

static void test_guard_gap_is_kept(void)
{
    struct area stack = {.start = 0x40000000, .end = 0x40100000, .flags = MAP_GROWSDOWN | MAP_PRIVATE};
    struct area heap = {.start = 0x3fff0000, .end = 0x3fff8000, .flags = MAP_PRIVATE};
    area_tree_insert(&tree, &stack);
    assert(area_tree_gap(&tree, PAGE_SIZE, PAGE_SIZE, 0x40000000) ==
           0x40000000 - AREA_STACK_GUARD - PAGE_SIZE);
    assert(area_tree_gap(&tree, PAGE_SIZE, 0x40000000 - AREA_STACK_GUARD, 0x40000000) == 0);
    /* Something inside of the gap, as MAP_FIXED may put it, changes nothing for others. */
    area_tree_insert(&tree, &heap);
    assert(area_tree_gap(&tree, PAGE_SIZE, PAGE_SIZE, 0x40000000) ==
           0x40000000 - AREA_STACK_GUARD - PAGE_SIZE);
    area_tree_remove(&tree, &stack);
    assert(area_tree_gap(&tree, PAGE_SIZE, PAGE_SIZE, 0x40000000) == 0x40000000 - PAGE_SIZE);
    area_tree_remove(&tree, &heap);
}

int main(void)
{
    test_random();
    test_merging_asks_for_equals();
    test_guard_gap_is_kept();
    puts("area_tree_test: ok");
    return 0;
}
