/* SPDX-License-Identifier: MIT */
/* lwIP's memory, and that of frames that it keeps: the kernel's heap, counted, since other machines decide
 * how much of it is asked for. */
#include <arch/hooks.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>

/* Shares of the machine's memory, as its parts of so many. From the first on, each connection is held to a
 * little; from the second on, to what it needs to go on at all, and none begins. */
#define SHARES 16u
#define SHORT_SHARES 4u
#define NONE_SHARES 6u

static size_t held; /* in bytes; under the inet lock */

void lwip_hold(void *memory)
{
    held += kmalloc_size(memory);
}

void lwip_hold_page(void)
{
    held += PAGE_SIZE;
}

void lwip_leave_page(void)
{
    held -= PAGE_SIZE;
}

void *lwip_malloc(size_t size)
{
    void *memory = kmalloc(size);
    if (memory != NULL) lwip_hold(memory);
    return memory;
}

void *lwip_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    void *memory = lwip_malloc(bytes);
    return memory != NULL ? memset(memory, 0, bytes) : NULL;
}

void lwip_free(void *memory)
{
    if (memory == NULL) return;
    held -= kmalloc_size(memory);
    kfree(memory);
}

enum lwip_memory lwip_memory(void)
{
    uint64_t share = frame_count_total() * PAGE_SIZE / SHARES;
    if (held < SHORT_SHARES * share) return LWIP_MEMORY_ENOUGH;
    return held < NONE_SHARES * share ? LWIP_MEMORY_SHORT : LWIP_MEMORY_NONE;
}
