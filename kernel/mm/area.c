/* SPDX-License-Identifier: MIT */
/* The set of areas: cutting, joining and removing them, and looking at all of them. */
#include "area-space.h"

#include <abi/errno.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

struct mutex area_lock = MUTEX_INIT(area_lock);
struct area_tree area_tree;

static void bury(struct area *area, struct area_dead *dead)
{
    area_tree_remove(&area_tree, area);
    area->parent = dead->first;
    dead->first = area;
}

void area_release_dead(struct area_dead *dead)
{
    while (dead->first != NULL) {
        struct area *area = dead->first;
        dead->first = area->parent;
        if (area->file != NULL) file_put(area->file);
        kfree(area);
    }
}

int area_cut(vaddr_t at)
{
    struct area *area = area_tree_find(&area_tree, at);
    if (area == NULL || area->start >= at) return 0;
    struct area *upper = kmalloc(sizeof(*upper));
    if (upper == NULL) return -ENOMEM;
    area_tree_split(&area_tree, area, at, upper);
    if (upper->file != NULL) file_get(upper->file);
    return 0;
}

static struct area *join_two(struct area *lower, struct area *upper, struct area_dead *dead)
{
    bury(upper, dead);
    lower->end = upper->end;
    area_tree_changed(&area_tree, lower);
    return lower;
}

struct area *area_join(struct area *area, struct area_dead *dead)
{
    struct area *near = area_tree_previous(area);
    if (near != NULL && area_mergeable(near, area)) area = join_two(near, area, dead);
    near = area_tree_next(area);
    if (near != NULL && area_mergeable(area, near)) join_two(area, near, dead);
    return area;
}

/* Gives back the page tables of the hole around [start, end), as far as they served addresses near the range.
 */
static void trim_tables(vaddr_t start, vaddr_t end)
{
    const vaddr_t reach = 1ul << 30;
    struct area *above = area_tree_find(&area_tree, start);
    vaddr_t high = above != NULL ? above->start : USER_END;
    vaddr_t low = USER_START;
    struct area *below = above != NULL ? area_tree_previous(above) : area_tree.root;
    if (above == NULL)
        while (below != NULL && below->child[1] != NULL) below = below->child[1];
    if (below != NULL) low = below->end;
    page_table_trim(MAX(low, ALIGN_DOWN(start, reach)), MIN(high, ALIGN_UP(end, reach)));
}

int area_clear(vaddr_t start, vaddr_t end, struct area_dead *dead)
{
    struct area *area = area_tree_find(&area_tree, start);
    if (area == NULL || area->start >= end) return 0;
    if (area_cut(start) != 0 || area_cut(end) != 0) return -ENOMEM;
    uint64_t resident = area_resident;
    area = area_tree_find(&area_tree, start);
    while (area != NULL && area->start < end) {
        struct area *next = area_tree_next(area);
        area_drop_pages(area, area->start, area->end);
        bury(area, dead);
        area = next;
    }
    if (area_resident != resident) trim_tables(start, end);
    return 0;
}

bool area_covers(vaddr_t start, vaddr_t end)
{
    const struct area *area = area_tree_find(&area_tree, start);
    for (; area != NULL && area->start <= start; area = area_tree_next(area)) {
        if (area->end >= end) return true;
        start = area->end;
    }
    return false;
}

static struct area *first_area(void)
{
    return area_tree_find(&area_tree, 0);
}

void area_each(bool (*visit)(const struct area *area, void *context), void *context)
{
    mutex_lock(&area_lock);
    for (struct area *area = first_area(); area != NULL && visit(area, context); area = area_tree_next(area))
        continue;
    mutex_unlock(&area_lock);
}

void area_counts(uint64_t *mapped, uint64_t *resident)
{
    mutex_lock(&area_lock);
    *mapped = 0;
    for (struct area *area = first_area(); area != NULL; area = area_tree_next(area))
        *mapped += (area->end - area->start) >> PAGE_SHIFT;
    *resident = area_resident;
    mutex_unlock(&area_lock);
}

void area_truncate_vnode(struct vnode *vnode, uint64_t offset)
{
    uint64_t first = ALIGN_UP(offset, PAGE_SIZE);
    mutex_lock(&area_lock);
    for (struct area *area = first_area(); area != NULL; area = area_tree_next(area)) {
        if (area->file == NULL || area->file->vnode != vnode ||
            area->offset + (area->end - area->start) <= first)
            continue;
        vaddr_t start = first > area->offset ? area->start + (first - area->offset) : area->start;
        area_drop_pages(area, start, area->end);
    }
    mutex_unlock(&area_lock);
}
