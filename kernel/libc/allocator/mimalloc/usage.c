/* SPDX-License-Identifier: MIT */
/* Of the calling thread's heap: a heap can be walked by its own thread only. */
#include "settings.h"

#include <libc/allocator.h>

/* Of one page of mimalloc, which has blocks of one size, and one block if that is large. */
static bool add_page(const mi_heap_t *heap, const mi_heap_area_t *area, void *block, size_t size,
                     void *argument)
{
    (void)heap, (void)block, (void)size;
    struct libc_memory_usage *usage = argument;
    if (area->block_size > MI_MEDIUM_OBJ_SIZE_MAX) {
        usage->large_blocks++;
        usage->large_bytes += area->committed;
        return true;
    }
    size_t used = area->used * area->block_size;
    usage->mapped_bytes += area->committed;
    usage->used_bytes += used;
    usage->idle_bytes += area->committed - used;
    usage->idle_blocks += (area->committed - used) / area->block_size;
    return true;
}

struct libc_memory_usage libc_allocator_usage(void)
{
    struct libc_memory_usage usage = {0};
    mi_heap_visit_blocks(mi_heap_get_default(), false, add_page, &usage);
    return usage;
}

/* mimalloc does not tell whether there was anything; glibc's callers do not depend on it. */
bool libc_allocator_trim(void)
{
    mi_collect(true);
    return true;
}
