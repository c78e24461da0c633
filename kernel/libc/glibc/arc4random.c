/* SPDX-License-Identifier: MIT */
/* arc4random and its family: the kernel's random numbers, without a state of their own, as in glibc 2.36. */
#include "private.h"

#include <errno.h>
#include <stdint.h>
#include <sys/random.h>

void arc4random_buf(void *buffer, size_t length);
GLIBC_EXPORT void arc4random_buf(void *buffer, size_t length)
{
    for (char *to = buffer; length > 0;) {
        ssize_t got = getrandom(to, length, 0);
        if (got <= 0 && errno != EINTR) glibc_abort_message("cannot get entropy for arc4random");
        if (got <= 0) continue;
        to += got;
        length -= (size_t)got;
    }
}

uint32_t arc4random(void);
GLIBC_EXPORT uint32_t arc4random(void)
{
    uint32_t value;
    arc4random_buf(&value, sizeof value);
    return value;
}

/* Each number below `bound` with the same probability: what lies above the last whole multiple is thrown
 * again. */
uint32_t arc4random_uniform(uint32_t bound);
GLIBC_EXPORT uint32_t arc4random_uniform(uint32_t bound)
{
    if (bound < 2) return 0;
    uint32_t excess = -bound % bound, value;
    do value = arc4random();
    while (value < excess);
    return value % bound;
}
