/* SPDX-License-Identifier: MIT */
#include "copy.h"

#include <core/string.h>

size_t clear_partial(void *destination, size_t size)
{
    /* On the stack, since constants stand in the kernel's file. */
    uint64_t zeroes[64];
    memset(zeroes, 0, sizeof(zeroes));
    char *to = destination;
    while (size != 0) {
        size_t part = MIN(size, sizeof(zeroes));
        size_t missing = user_copy_partial(to, zeroes, part);
        if (missing != 0) return size - part + missing;
        to += part;
        size -= part;
    }
    return 0;
}
