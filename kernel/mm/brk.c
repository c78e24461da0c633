/* SPDX-License-Identifier: MIT */
/* The heap of brk(2): an area from the end of the program's data on. */
#include "area-space.h"

#include <abi/mman.h>
#include <abi/syscall.h>

/* The caller of brk holds this over the look at the end and the change; the loader sets both before there is
 * a thread. */
static struct mutex brk_lock = MUTEX_INIT(brk_lock);
static vaddr_t brk_start, brk_end; /* brk_end: as the program gave it, not rounded */

void area_set_brk(vaddr_t start)
{
    brk_start = brk_end = start;
}

/* Whether [from, to) is free, with some distance to what lies above: a stack, or what may not be joined with
 * the heap. */
static bool room_to_grow(vaddr_t from, vaddr_t to)
{
    mutex_lock(&area_lock);
    bool room = area_tree_gap(&area_tree, to - from, from, to) == from;
    mutex_unlock(&area_lock);
    return room;
}

static bool set_end(vaddr_t end)
{
    vaddr_t from = ALIGN_UP(brk_end, PAGE_SIZE), to = ALIGN_UP(end, PAGE_SIZE);
    if (to < from) return area_unmap(to, from - to) == 0;
    if (to == from) return true;
    return room_to_grow(from, to) &&
           area_map(from, to - from, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, NULL, 0, "[heap]") > 0;
}

/** brk(2) as the kernel has it: returns the end that is in force now, whatever was asked. */
SYSCALL(brk)(vaddr_t end)
{
    mutex_lock(&brk_lock);
    if (end >= brk_start && end < USER_END && set_end(end)) brk_end = end;
    long result = (long)brk_end;
    mutex_unlock(&brk_lock);
    return result;
}
