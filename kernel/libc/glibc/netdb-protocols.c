/* SPDX-License-Identifier: MIT */
/* The forms with _r of looking up protocols. Libc's table is not a file, its entries are constants without
 * aliases; only the one place in it that getprotoent keeps has to be guarded. */
#include "private.h"

#include <errno.h>
#include <netdb.h>
#include <stdint.h>

#include "lock.h"

static volatile int lock[1];

/* The list of no aliases must be in the caller's memory, since libc's has it in a place that changes. */
static int give(const struct protoent *found, struct protoent *protocol, char *buffer, size_t length,
                struct protoent **result, int when_absent)
{
    size_t padding = -(size_t)buffer % sizeof(char *);
    *result = NULL;
    if (found == NULL) return when_absent;
    if (length < padding + sizeof(char *)) return ERANGE;
    *protocol = *found;
    protocol->p_aliases = (char **)(void *)(buffer + padding);
    protocol->p_aliases[0] = NULL;
    *result = protocol;
    return 0;
}

int getprotobyname_r(const char *name, struct protoent *protocol, char *buffer, size_t length,
                     struct protoent **result);
GLIBC_EXPORT int getprotobyname_r(const char *name, struct protoent *protocol, char *buffer, size_t length,
                                  struct protoent **result)
{
    LOCK(lock);
    int status = give(getprotobyname(name), protocol, buffer, length, result, 0);
    UNLOCK(lock);
    return status;
}

int getprotobynumber_r(int number, struct protoent *protocol, char *buffer, size_t length,
                       struct protoent **result);
GLIBC_EXPORT int getprotobynumber_r(int number, struct protoent *protocol, char *buffer, size_t length,
                                    struct protoent **result)
{
    LOCK(lock);
    int status = give(getprotobynumber(number), protocol, buffer, length, result, 0);
    UNLOCK(lock);
    return status;
}

int getprotoent_r(struct protoent *protocol, char *buffer, size_t length, struct protoent **result);
GLIBC_EXPORT int getprotoent_r(struct protoent *protocol, char *buffer, size_t length,
                               struct protoent **result)
{
    LOCK(lock);
    /* Asked before an entry is taken, so that it comes again when there is room. */
    int status =
        length < 2 * sizeof(char *) ? ERANGE : give(getprotoent(), protocol, buffer, length, result, ENOENT);
    UNLOCK(lock);
    if (status == ERANGE) *result = NULL;
    return status;
}
