/* SPDX-License-Identifier: MIT */
/* CPU sets of any size, and control messages: what macros of glibc's headers call. */
#include "private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void *__sched_cpualloc(size_t count);
GLIBC_EXPORT void *__sched_cpualloc(size_t count)
{
    return malloc((count + 63) / 64 * 8);
}

void __sched_cpufree(void *set);
GLIBC_EXPORT void __sched_cpufree(void *set)
{
    free(set);
}

/* The header of glibc has a 64-bit length where libc has 32 bits and padding. */
struct control {
    size_t length;
    int level, type;
};

static size_t align(size_t length)
{
    return (length + 7) & ~(size_t)7;
}

/* The message behind `current`, NULL if there is none or it is cut off. */
void *__cmsg_nxthdr(struct msghdr *message, struct control *current);
GLIBC_EXPORT void *__cmsg_nxthdr(struct msghdr *message, struct control *current)
{
    size_t total, left;
    memcpy(&total, &message->msg_controllen, sizeof total);
    left = (size_t)((char *)message->msg_control + total - (char *)current);
    if (current->length < sizeof *current || left < sizeof *current ||
        align(current->length) > left - sizeof *current)
        return NULL;
    struct control *next = (struct control *)(void *)((char *)current + align(current->length));
    left -= align(current->length);
    return next->length >= sizeof *next && align(next->length) > left ? NULL : next;
}
