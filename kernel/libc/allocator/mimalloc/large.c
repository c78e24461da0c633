/* SPDX-License-Identifier: MIT */
/* Blocks so large that what becomes of their memory matters more than time. */
/* For mremap. */
#define _GNU_SOURCE
#include "settings.h"

#include <sys/mman.h>

#define PAGE 4096u
#define STEP (256u << 10)

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

void allocator_clear(void *memory, size_t size)
{
    size_t before = least(-(uintptr_t)memory & (PAGE - 1), size),
           after = ((uintptr_t)memory + size) & (PAGE - 1);
    char *start = (char *)memory + before;
    size_t middle = size - before - least(after, size - before);
    memset(memory, 0, before);
    /* Where the kernel does not take it, as for memory that the program has locked, it stays what it was. */
    if (middle != 0 && !_mi_os_decommit(start, middle, NULL)) memset(start, 0, middle);
    memset(start + middle, 0, size - before - middle);
}

/* Gives the pages of one place to another one, which gets zeroes for them. */
static bool move_pages(void *to, void *from, size_t size)
{
    if ((((uintptr_t)to | (uintptr_t)from) & (PAGE - 1)) != 0 || size == 0) return false;
    if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to) != MAP_FAILED)
        return true;
    /* What was at the new place may be gone. */
    mmap(to, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return false;
}

void allocator_move(void *to, void *from, size_t size)
{
    size_t whole = size & -(size_t)PAGE;
    if (move_pages(to, from, whole)) {
        memcpy((char *)to + whole, (char *)from + whole, size - whole);
        return;
    }
    for (size_t done = 0; done < size;) {
        size_t part = least(STEP, size - done);
        memcpy((char *)to + done, (char *)from + done, part);
        _mi_os_decommit((char *)from + done, part, NULL);
        done += part;
    }
}
