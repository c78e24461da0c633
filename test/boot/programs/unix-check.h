// SPDX-License-Identifier: MIT
/* What programs that check Unix-domain sockets share. */
#pragma once

#include "socket-check.h"

#include <stddef.h>
#include <sys/un.h>

static inline void pair_of(int type, int ends[2])
{
    CHECK(socketpair(AF_UNIX, type, 0, ends) == 0);
}

/* An address; a name beginning with '@' is abstract. */
static inline socklen_t name(struct sockaddr_un *address, const char *text)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    strcpy(address->sun_path, text);
    if (text[0] != '@') return sizeof(*address);
    address->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(text));
}
