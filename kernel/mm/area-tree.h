/* SPDX-License-Identifier: MIT */
/* The tree of areas: a pure data structure, tested on the host. Its owner holds the area lock. */
#pragma once

#include <mm/area.h>

struct area_tree {
    struct area *root;
};

/** How close below a MAP_GROWSDOWN area nothing is placed, and how close above others it may grow: an
 * overflow of the stack hits nothing for that far (as Linux's stack_guard_gap). In bytes. */
#define AREA_STACK_GUARD (256 * PAGE_SIZE)

/** `area` overlaps none that is in the tree. */
void area_tree_insert(struct area_tree *tree, struct area *area);
void area_tree_remove(struct area_tree *tree, struct area *area);
/** To be called after start, end or flags of an area that is in the tree were changed, its place in the order
 * being the same. */
void area_tree_changed(struct area_tree *tree, struct area *area);

/** The lowest area that ends above `address`; NULL: none. It holds the address if it starts at or below it.
 */
struct area *area_tree_find(const struct area_tree *tree, vaddr_t address);
struct area *area_tree_next(const struct area *area);
struct area *area_tree_previous(const struct area *area);

/** The highest address in [low, high) at which `size` bytes are free, guard gaps kept; 0: none. */
vaddr_t area_tree_gap(const struct area_tree *tree, size_t size, vaddr_t low, vaddr_t high);

/** Cuts `area` in two at `at`; `upper`, new, becomes the part from there on. Reference counts are the
 * caller's. */
void area_tree_split(struct area_tree *tree, struct area *area, vaddr_t at, struct area *upper);
/** Whether the two are neighbours that one area could stand for. */
bool area_mergeable(const struct area *lower, const struct area *upper);
