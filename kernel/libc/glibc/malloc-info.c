/* SPDX-License-Identifier: MIT */
/* What glibc says about its allocator, said about the one of this kernel (kernel/libc/allocator). */
#include "private.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>

#include <libc/allocator.h>

struct mallinfo2 {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

static struct mallinfo2 count(void)
{
    struct libc_memory_usage usage = libc_allocator_usage();
    return (struct mallinfo2){.arena = usage.mapped_bytes,
                              .ordblks = usage.idle_blocks,
                              .hblks = usage.large_blocks,
                              .hblkhd = usage.large_bytes,
                              .uordblks = usage.used_bytes,
                              .fordblks = usage.idle_bytes};
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

int malloc_trim(size_t keep);
GLIBC_EXPORT int malloc_trim(size_t keep)
{
    (void)keep;
    return libc_allocator_trim();
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
