/* SPDX-License-Identifier: MIT */
/*
 * Most files are a page or two long: a tree of height 0 is the page 0 itself. A tree of height h has nodes of
 * 32 slots and holds the numbers below 32^h. It grows at the root; it shrinks only when it becomes empty or
 * when nodes do.
 */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "cache-tree.h"

#define SLOT_BITS 5u
#define SLOTS (1u << SLOT_BITS)
/* 32^13 covers every page number of 64 bits. */
#define HEIGHT_MAX 13u

struct cache_node {
    void *slots[SLOTS];
};

/* Whether a number fits into a tree of that height. */
static bool covers(unsigned height, uint64_t index)
{
    return height >= HEIGHT_MAX || index >> (height * SLOT_BITS) == 0;
}

static unsigned slot_of(uint64_t index, unsigned level)
{
    return (unsigned)(index >> (level * SLOT_BITS)) & (SLOTS - 1);
}

void *cache_tree_find(const struct page_cache *tree, uint64_t index)
{
    if (!covers(tree->height, index)) return NULL;
    void *at = tree->root;
    for (unsigned level = tree->height; level-- > 0 && at != NULL;)
        at = ((struct cache_node *)at)->slots[slot_of(index, level)];
    return at;
}

int cache_tree_insert(struct page_cache *tree, uint64_t index, void *page)
{
    while (!covers(tree->height, index)) {
        if (tree->root != NULL) {
            struct cache_node *node = kzalloc(sizeof(*node));
            if (node == NULL) return -ENOMEM;
            node->slots[0] = tree->root;
            tree->root = node;
        }
        tree->height++;
    }
    void **slot = &tree->root;
    for (unsigned level = tree->height; level-- > 0;) {
        /* A node that was made for an insertion that then fails stays; it is freed with the next page taken
         * out below it or with the tree's next emptying. */
        if (*slot == NULL && (*slot = kzalloc(sizeof(struct cache_node))) == NULL) return -ENOMEM;
        slot = &((struct cache_node *)*slot)->slots[slot_of(index, level)];
    }
    *slot = page;
    tree->count++;
    return 0;
}

int cache_tree_prepare(void)
{
    /* The heap keeps the last page of a size that has room. */
    void *node = kzalloc(sizeof(struct cache_node));
    kfree(node);
    return node != NULL ? 0 : -ENOMEM;
}

void cache_tree_replace(struct page_cache *tree, uint64_t index, void *page)
{
    void **slot = &tree->root;
    for (unsigned level = tree->height; level-- > 0;)
        slot = &((struct cache_node *)*slot)->slots[slot_of(index, level)];
    *slot = page;
}

static bool node_empty(const struct cache_node *node)
{
    for (unsigned i = 0; i < SLOTS; i++)
        if (node->slots[i] != NULL) return false;
    return true;
}

static void free_nodes(void *node, unsigned height)
{
    if (node == NULL || height == 0) return;
    for (unsigned i = 0; i < SLOTS; i++) free_nodes(((struct cache_node *)node)->slots[i], height - 1);
    kfree(node);
}

void cache_tree_remove(struct page_cache *tree, uint64_t index)
{
    void **path[HEIGHT_MAX + 1];
    path[tree->height] = &tree->root;
    for (unsigned level = tree->height; level-- > 0;)
        path[level] = &((struct cache_node *)*path[level + 1])->slots[slot_of(index, level)];
    *path[0] = NULL;
    tree->count--;
    if (tree->count == 0) {
        free_nodes(tree->root, tree->height);
        tree->root = NULL;
        tree->height = 0;
        return;
    }
    for (unsigned level = 1; level <= tree->height && node_empty(*path[level]); level++) {
        kfree(*path[level]);
        *path[level] = NULL;
    }
}

/* The first page at or behind *index below `at`, a subtree of that height; *index is relative to the whole
 * tree. */
static void *next_below(void *at, unsigned height, uint64_t *index)
{
    if (at == NULL || height == 0) return at;
    unsigned shift = (height - 1) * SLOT_BITS;
    for (unsigned slot = slot_of(*index, height - 1); slot < SLOTS; slot++) {
        uint64_t after = ((*index >> shift) + 1) << shift; /* the first number of the next slot */
        void *page = next_below(((struct cache_node *)at)->slots[slot], height - 1, index);
        if (page != NULL) return page;
        *index = after;
    }
    return NULL;
}

void *cache_tree_next(const struct page_cache *tree, uint64_t *index)
{
    return covers(tree->height, *index) ? next_below(tree->root, tree->height, index) : NULL;
}
