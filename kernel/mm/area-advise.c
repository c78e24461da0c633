/* SPDX-License-Identifier: MIT */
/* madvise. */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <arch/trap.h>

/* At most so much is read ahead for MADV_WILLNEED. */
#define WILLNEED_MAX (128 * PAGE_SIZE)

/* MADV_DONTNEED and MADV_FREE. The latter may drop later on Linux, or at once as here: contents are either
 * the old or zeroes. */
static int drop(vaddr_t start, vaddr_t end, bool anonymous_only)
{
    mutex_lock(&area_lock);
    int status = area_covers(start, end) ? 0 : -ENOMEM;
    struct area *area = area_tree_find(&area_tree, start);
    for (; area != NULL && area->start < end; area = area_tree_next(area)) {
        if (anonymous_only && (area->file != NULL || area->flags & MAP_SHARED)) {
            status = -EINVAL;
            break;
        }
        /* Shared anonymous memory is nobody's but this area's, and still must keep what is in it. */
        if (area->file != NULL || !(area->flags & MAP_SHARED))
            area_drop_pages(area, MAX(area->start, start), MIN(area->end, end));
    }
    mutex_unlock(&area_lock);
    return status;
}

/* Reads the pages of files, leaves memory alone. */
static int will_need(vaddr_t start, vaddr_t end)
{
    mutex_lock(&area_lock);
    int status = area_covers(start, end) ? 0 : -ENOMEM;
    const struct area *area = area_tree_find(&area_tree, start);
    if (area != NULL && area->file != NULL && area->start <= start)
        end = MIN(MIN(end, area->end), start + WILLNEED_MAX);
    else
        end = start;
    mutex_unlock(&area_lock);
    if (status == 0) (void)area_populate(start, end, 0);
    return status;
}

static int populate(vaddr_t start, vaddr_t end, uint32_t access)
{
    switch (area_populate(start, end, access)) {
    case 0: return 0;
    case -EACCES: return -EINVAL;
    case -EIO: return -EFAULT;
    default: return -ENOMEM;
    }
}

int area_advise(vaddr_t address, size_t size, int advice)
{
    if (address % PAGE_SIZE != 0 || size > USER_END || address > USER_END - size) return -EINVAL;
    vaddr_t end = address + ALIGN_UP(size, PAGE_SIZE);
    bool empty = address == end;
    switch (advice) {
    case MADV_DONTNEED:
    case MADV_DONTNEED_LOCKED: return empty ? 0 : drop(address, end, false);
    case MADV_FREE: return empty ? 0 : drop(address, end, true);
    case MADV_WILLNEED: return empty ? 0 : will_need(address, end);
    case MADV_POPULATE_READ: return populate(address, end, 0);
    case MADV_POPULATE_WRITE: return populate(address, end, FAULT_WRITE);
    case MADV_NORMAL:
    case MADV_RANDOM:
    case MADV_SEQUENTIAL:
    case MADV_DONTFORK:
    case MADV_DOFORK:
    case MADV_DONTDUMP:
    case MADV_DODUMP:
    case MADV_WIPEONFORK:
    case MADV_KEEPONFORK:
    case MADV_COLD:
    case MADV_PAGEOUT: {
        mutex_lock(&area_lock);
        bool covered = empty || area_covers(address, end);
        mutex_unlock(&area_lock);
        return covered ? 0 : -ENOMEM;
    }
    default:
        /* Huge pages and the merging of equal ones are not there: as Linux built without them. */
        return -EINVAL;
    }
}
