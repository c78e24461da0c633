/* SPDX-License-Identifier: MIT */
/*
 * An AVL tree in which each node also knows the lowest and highest address of its subtree and the largest gap
 * inside of it, all computed from its children alone. So a place for a mapping is found in one descent,
 * however many areas there are.
 */
#include "area-tree.h"

#include <abi/mman.h>

enum { LOWER, HIGHER };

static int height_of(const struct area *area)
{
    return area != NULL ? area->height : 0;
}

/* Where the room below an area ends for others. */
static vaddr_t low_of(const struct area *area)
{
    return area->flags & MAP_GROWSDOWN && area->start > AREA_STACK_GUARD ? area->start - AREA_STACK_GUARD
                                                                         : area->start;
}

/* A guard gap may reach over a neighbour that MAP_FIXED put there: then there is no gap. */
static size_t gap_between(vaddr_t end, vaddr_t start)
{
    return start > end ? start - end : 0;
}

static void refresh(struct area *area)
{
    const struct area *lower = area->child[LOWER], *higher = area->child[HIGHER];
    area->height = 1 + MAX(height_of(lower), height_of(higher));
    area->low = low_of(area);
    area->high = area->end;
    area->max_gap = 0;
    if (lower != NULL) {
        area->max_gap = MAX(lower->max_gap, gap_between(lower->high, area->low));
        area->low = lower->low;
    }
    if (higher != NULL) {
        size_t gap = MAX(higher->max_gap, gap_between(area->end, higher->low));
        area->max_gap = MAX(area->max_gap, gap);
        area->high = higher->high;
    }
}

/* Puts `new` (may be NULL) in the place of `old` below `parent` (NULL: the root). */
static void replace(struct area_tree *tree, struct area *parent, const struct area *old, struct area *new)
{
    if (parent == NULL)
        tree->root = new;
    else
        parent->child[parent->child[HIGHER] == old] = new;
    if (new != NULL) new->parent = parent;
}

/* The child on `side` takes the place of `area`, which becomes its child on the other side. */
static struct area *rotate(struct area_tree *tree, struct area *area, int side)
{
    struct area *up = area->child[side], *middle = up->child[!side];
    replace(tree, area->parent, area, up);
    area->child[side] = middle;
    if (middle != NULL) middle->parent = area;
    up->child[!side] = area;
    area->parent = up;
    refresh(area);
    refresh(up);
    return up;
}

/* Brings everything from `area` up to the root up to date and into balance. */
static void repair(struct area_tree *tree, struct area *area)
{
    for (; area != NULL; area = area->parent) {
        refresh(area);
        int lean = height_of(area->child[HIGHER]) - height_of(area->child[LOWER]);
        if (lean >= -1 && lean <= 1) continue;
        int side = lean > 0 ? HIGHER : LOWER;
        struct area *heavy = area->child[side];
        if (height_of(heavy->child[!side]) > height_of(heavy->child[side])) rotate(tree, heavy, !side);
        area = rotate(tree, area, side);
    }
}

void area_tree_insert(struct area_tree *tree, struct area *area)
{
    struct area *parent = NULL, **link = &tree->root;
    while (*link != NULL) {
        parent = *link;
        link = &parent->child[area->start > parent->start];
    }
    area->child[LOWER] = area->child[HIGHER] = NULL;
    area->parent = parent;
    *link = area;
    repair(tree, area);
}

void area_tree_remove(struct area_tree *tree, struct area *area)
{
    struct area *lower = area->child[LOWER], *higher = area->child[HIGHER];
    if (lower == NULL || higher == NULL) {
        replace(tree, area->parent, area, lower != NULL ? lower : higher);
        repair(tree, area->parent);
        return;
    }
    /* The next one up, which has no lower child, takes the place. */
    struct area *heir = higher;
    while (heir->child[LOWER] != NULL) heir = heir->child[LOWER];
    struct area *from = heir->parent;
    if (from != area) {
        replace(tree, from, heir, heir->child[HIGHER]);
        heir->child[HIGHER] = higher;
        higher->parent = heir;
    } else {
        from = heir;
    }
    heir->child[LOWER] = lower;
    lower->parent = heir;
    replace(tree, area->parent, area, heir);
    repair(tree, from);
}

void area_tree_changed(struct area_tree *tree, struct area *area)
{
    repair(tree, area);
}

struct area *area_tree_find(const struct area_tree *tree, vaddr_t address)
{
    struct area *found = NULL, *area = tree->root;
    while (area != NULL) {
        if (area->end > address) {
            found = area;
            if (area->start <= address) break;
            area = area->child[LOWER];
        } else {
            area = area->child[HIGHER];
        }
    }
    return found;
}

static struct area *neighbour(const struct area *area, int side)
{
    if (area->child[side] != NULL) {
        struct area *near = area->child[side];
        while (near->child[!side] != NULL) near = near->child[!side];
        return near;
    }
    while (area->parent != NULL && area->parent->child[side] == area) area = area->parent;
    return area->parent;
}

struct area *area_tree_next(const struct area *area)
{
    return neighbour(area, HIGHER);
}
struct area *area_tree_previous(const struct area *area)
{
    return neighbour(area, LOWER);
}

/* The highest place in [low, high) that no area of the subtree reaches into. Recursion is as deep as the tree
 * is high. */
static vaddr_t gap_in(const struct area *area, size_t size, vaddr_t low, vaddr_t high)
{
    if (high <= low || high - low < size) return 0;
    if (area == NULL) return high - size;
    bool below = gap_between(low, area->low) >= size, above = gap_between(area->high, high) >= size;
    if (area->max_gap < size && !below && !above) return 0;
    vaddr_t found = gap_in(area->child[HIGHER], size, MAX(low, area->end), high);
    return found != 0 ? found : gap_in(area->child[LOWER], size, low, MIN(high, low_of(area)));
}

vaddr_t area_tree_gap(const struct area_tree *tree, size_t size, vaddr_t low, vaddr_t high)
{
    return gap_in(tree->root, size, low, high);
}

void area_tree_split(struct area_tree *tree, struct area *area, vaddr_t at, struct area *upper)
{
    *upper = *area;
    upper->start = at;
    if (upper->file != NULL) upper->offset += at - area->start;
    area->end = at;
    area_tree_changed(tree, area);
    area_tree_insert(tree, upper);
}

bool area_mergeable(const struct area *lower, const struct area *upper)
{
    return lower->end == upper->start && lower->prot == upper->prot && lower->flags == upper->flags &&
           lower->file == upper->file && lower->label == upper->label && !(lower->flags & MAP_GROWSDOWN) &&
           (lower->file == NULL || lower->offset + (lower->end - lower->start) == upper->offset);
}
