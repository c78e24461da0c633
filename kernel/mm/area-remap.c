/* SPDX-License-Identifier: MIT */
/* mremap: areas change size and place; page table entries move, not data. */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

struct remap {
    vaddr_t old, new;
    size_t old_size, new_size;
    uint32_t flags;
};

static int check_request(struct remap *r)
{
    const uint32_t known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
    if (r->flags & ~known || r->old % PAGE_SIZE != 0) return -EINVAL;
    if (r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(r->flags & MREMAP_MAYMOVE)) return -EINVAL;
    if (r->old_size > USER_END || r->old > USER_END - r->old_size || r->new_size > USER_END) return -EINVAL;
    r->old_size = ALIGN_UP(r->old_size, PAGE_SIZE);
    r->new_size = ALIGN_UP(r->new_size, PAGE_SIZE);
    if (r->new_size == 0 || (r->flags & MREMAP_DONTUNMAP && r->old_size != r->new_size)) return -EINVAL;
    if (!(r->flags & MREMAP_FIXED)) return 0;
    if (r->new % PAGE_SIZE != 0 || r->new < USER_START || r->new > USER_END - r->new_size) return -EINVAL;
    bool overlap = r->new < r->old + r->old_size && r->old < r->new + r->new_size;
    return overlap ? -EINVAL : 0;
}

/* Whether `area`, which holds `old`, can be changed as asked. */
static int check_area(const struct area *area, const struct remap *r)
{
    if (area == NULL || area->start > r->old) return -EFAULT;
    /* Size 0 asks for a second mapping of the same pages: only files have pages that may be mapped twice. */
    if (r->old_size == 0 && !(area->flags & MAP_SHARED && area->file != NULL)) return -EINVAL;
    if (r->old_size > area->end - r->old) return -EFAULT;
    if (area->file != NULL && area->offset + (r->old - area->start) + r->new_size < r->new_size)
        return -EINVAL;
    if (r->new_size > r->old_size && !area_plausible(r->new_size, area->prot, area->flags)) return -ENOMEM;
    return 0;
}

/* Whether the area can become larger where it is. */
static bool has_room(const struct area *area, const struct remap *r)
{
    if (r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) || r->old_size == 0 || r->old + r->old_size != area->end)
        return false;
    if (r->new_size > USER_END - r->old) return false;
    return area_tree_gap(&area_tree, r->new_size - r->old_size, area->end, r->old + r->new_size) == area->end;
}

/* Where to move to; 0 or a negative errno. */
static long find_place(const struct remap *r, struct area_dead *dead)
{
    if (r->flags & MREMAP_FIXED) {
        int status = area_clear(r->new, r->new + r->new_size, dead);
        return status != 0 ? status : (long)r->new;
    }
    vaddr_t place = area_place(r->flags & MREMAP_DONTUNMAP ? r->new : 0, r->new_size, 0);
    return place != 0 ? (long)place : -ENOMEM;
}

static long move(struct remap *r, struct area *target, struct area_dead *dead)
{
    long place = find_place(r, dead);
    if (place < 0) return place;
    if (area_cut(r->old) != 0 || area_cut(r->old + r->old_size) != 0) return -ENOMEM;
    struct area *source = area_tree_find(&area_tree, r->old);
    size_t moved = MIN(r->old_size, r->new_size);
    if (area_move_pages(r->old, (vaddr_t)place, moved) != 0) return -ENOMEM;
    *target = *source;
    target->start = (vaddr_t)place;
    target->end = target->start + r->new_size;
    if (target->file != NULL) file_get(target->file);
    if (r->old_size != 0 && !(r->flags & MREMAP_DONTUNMAP)) {
        /* Cannot fail: the borders are cut already. */
        (void)area_clear(r->old, r->old + r->old_size, dead);
    }
    area_tree_insert(&area_tree, target);
    area_join(target, dead);
    /* What stays where it was is no area of its own for that. */
    if (r->flags & MREMAP_DONTUNMAP) area_join(area_tree_find(&area_tree, r->old), dead);
    return place;
}

/* With the area lock. Takes *target when it puts that into the tree. */
static long remap_locked(struct remap *r, struct area **target, struct area_dead *dead)
{
    struct area *area = area_tree_find(&area_tree, r->old);
    int status = check_area(area, r);
    if (status != 0) return status;
    if (r->new_size <= r->old_size && !(r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))) {
        if (r->new_size < r->old_size) status = area_clear(r->old + r->new_size, r->old + r->old_size, dead);
        return status != 0 ? status : (long)r->old;
    }
    if (has_room(area, r)) {
        area->end = r->old + r->new_size;
        area_tree_changed(&area_tree, area);
        area_join(area, dead);
        return (long)r->old;
    }
    if (!(r->flags & MREMAP_MAYMOVE)) return -ENOMEM;
    long place = move(r, *target, dead);
    if (place > 0) *target = NULL;
    return place;
}

long area_remap(vaddr_t address, size_t old_size, size_t new_size, uint32_t flags, vaddr_t new_address)
{
    struct remap request = {address, new_address, old_size, new_size, flags};
    int status = check_request(&request);
    if (status != 0) return status;
    struct area *target = kmalloc(sizeof(*target));
    if (target == NULL) return -ENOMEM;
    struct area_dead dead = {NULL};
    mutex_lock(&area_lock);
    long result = remap_locked(&request, &target, &dead);
    mutex_unlock(&area_lock);
    area_release_dead(&dead);
    kfree(target);
    return result;
}
