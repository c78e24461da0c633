/* SPDX-License-Identifier: MIT */
/* Memory here is in groups of slots of one size; a group is a mapping of its own, or lies in a slot of a
 * larger size. */
#include <libc/allocator.h>

#include "../malloc/mallocng/meta.h"

/* Walks over the descriptions of all groups; those in use have memory. */
struct libc_memory_usage libc_allocator_usage(void)
{
    struct libc_memory_usage usage = {0};
    rdlock();
    size_t nested = 0;
    for (struct meta_area *area = ctx.meta_area_head; area != NULL; area = area->next) {
        for (int i = 0; i < area->nslots; i++) {
            const struct meta *group = &area->slots[i];
            if (group->mem == NULL) continue;
            size_t mapped = (size_t)group->maplen * 4096;
            if (group->maplen != 0 && group->last_idx == 0 && group->sizeclass == 63) {
                usage.large_blocks++;
                usage.large_bytes += mapped;
                continue;
            }
            size_t slots = group->last_idx + 1u, stride = (size_t)16 * size_classes[group->sizeclass];
            size_t idle = (size_t)__builtin_popcount((unsigned)(group->avail_mask | group->freed_mask));
            usage.idle_blocks += idle;
            usage.idle_bytes += idle * stride;
            usage.used_bytes += (slots - idle) * stride;
            /* A group in a slot of another one was counted as a block in use there. */
            if (mapped == 0) nested += slots * stride;
            usage.mapped_bytes += mapped;
        }
    }
    usage.used_bytes = usage.used_bytes > nested ? usage.used_bytes - nested : 0;
    unlock();
    return usage;
}

/* A group with no block in use goes back at once, so there is never anything to give back later. */
bool libc_allocator_trim(void)
{
    return false;
}
