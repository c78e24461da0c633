/* SPDX-License-Identifier: MIT */
/* pvalloc: valloc of a whole number of pages. */
#include "private.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

void *pvalloc(size_t size);
GLIBC_EXPORT void *pvalloc(size_t size)
{
    size_t whole;
    if (__builtin_add_overflow(size, (size_t)4095, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return memalign(4096, whole & ~(size_t)4095);
}
