/* SPDX-License-Identifier: MIT */
/* What glibc says about its allocator, said about libc's. Memory there is in groups of slots of one size; a
 * group is a mapping of its own, or lies in a slot of a larger size. */
#include "private.h"

#include <malloc.h>
#include <stdio.h>

#include "../malloc/mallocng/meta.h"

struct mallinfo2 {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

/* Walks over the descriptions of all groups; those in use have memory. */
static struct mallinfo2 count(void)
{
    struct mallinfo2 info = {0};
    rdlock();
    size_t remaining = 0;
    for (struct meta_area *area = ctx.meta_area_head; area != NULL; area = area->next) {
        for (int i = 0; i < area->nslots; i++) {
            const struct meta *group = &area->slots[i];
            if (group->mem == NULL) continue;
            size_t mapped = (size_t)group->maplen * 4096;
            if (group->maplen != 0 && group->last_idx == 0 && group->sizeclass == 63) {
                info.hblks++; /* one large block */
                info.hblkhd += mapped;
                continue;
            }
            size_t slots = group->last_idx + 1u, stride = (size_t)16 * size_classes[group->sizeclass];
            size_t idle = (size_t)__builtin_popcount((unsigned)(group->avail_mask | group->freed_mask));
            info.ordblks += idle;
            info.fordblks += idle * stride;
            info.uordblks += (slots - idle) * stride;
            /* A group in a slot of another one was counted as a block in use there. */
            if (mapped == 0) remaining += slots * stride;
            info.arena += mapped;
        }
    }
    info.uordblks = info.uordblks > remaining ? info.uordblks - remaining : 0;
    unlock();
    return info;
}

struct mallinfo2 mallinfo2(void);
GLIBC_EXPORT struct mallinfo2 mallinfo2(void)
{
    return count();
}

struct mallinfo {
    int arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

/* The form with an int each, which wraps around as glibc's does. */
struct mallinfo mallinfo(void);
GLIBC_EXPORT struct mallinfo mallinfo(void)
{
    struct mallinfo2 info = count();
    return (struct mallinfo){(int)info.arena,    (int)info.ordblks, (int)info.smblks,  (int)info.hblks,
                             (int)info.hblkhd,   (int)info.usmblks, (int)info.fsmblks, (int)info.uordblks,
                             (int)info.fordblks, (int)info.keepcost};
}

void malloc_stats(void);
GLIBC_EXPORT void malloc_stats(void)
{
    struct mallinfo2 info = count();
    fprintf(stderr,
            "Arena 0:\nsystem bytes     = %10zu\nin use bytes     = %10zu\nTotal (incl. mmap):\n"
            "system bytes     = %10zu\nin use bytes     = %10zu\nmax mmap regions = %10zu\n"
            "max mmap bytes   = %10zu\n",
            info.arena, info.uordblks, info.arena + info.hblkhd, info.uordblks + info.hblkhd, info.hblks,
            info.hblkhd);
}

int malloc_info(int options, FILE *file);
GLIBC_EXPORT int malloc_info(int options, FILE *file)
{
    if (options != 0) return EINVAL;
    struct mallinfo2 info = count();
    fprintf(file,
            "<malloc version=\"1\">\n<total type=\"rest\" count=\"%zu\" size=\"%zu\"/>\n"
            "<total type=\"mmap\" count=\"%zu\" size=\"%zu\"/>\n<system type=\"current\" "
            "size=\"%zu\"/>\n</malloc>\n",
            info.ordblks, info.fordblks, info.hblks, info.hblkhd, info.arena + info.hblkhd);
    return 0;
}

/* A group with no block in use goes back at once, so there is never anything to give back later. */
int malloc_trim(size_t keep);
GLIBC_EXPORT int malloc_trim(size_t keep)
{
    (void)keep;
    return 0;
}

/* 1 for the parameters that say when memory is taken and given back, which are hints (M_MXFAST 1,
 * M_TRIM_THRESHOLD -1, M_TOP_PAD -2, M_MMAP_THRESHOLD -3, M_MMAP_MAX -4, M_ARENA_TEST -7, M_ARENA_MAX -8); 0
 * for those that would change what malloc does (M_CHECK_ACTION -5, M_PERTURB -6). */
GLIBC_EXPORT int mallopt(int parameter, int value)
{
    (void)value;
    return parameter == 1 || (parameter <= -1 && parameter >= -4) || parameter == -7 || parameter == -8;
}

/* Since glibc 2.34 these do nothing without a library that is loaded before the program. */
void mtrace(void);
GLIBC_EXPORT void mtrace(void) {}

void muntrace(void);
GLIBC_EXPORT void muntrace(void) {}
