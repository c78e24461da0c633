/* SPDX-License-Identifier: MIT */
/* Blocks so large that what becomes of their memory matters more than time. */
#include "settings.h"

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

void allocator_move(void *to, void *from, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t part = least(STEP, size - done);
        memcpy((char *)to + done, (char *)from + done, part);
        _mi_os_decommit((char *)from + done, part, NULL);
        done += part;
    }
}
