/* SPDX-License-Identifier: MIT */
/* The decoder of --stdin=framed (docs/guest-interface.md): how the end of the input crosses a serial line. */
#pragma once

#include <core/types.h>

#define FRAMING_ESCAPE 0x10 /* DLE */
#define FRAMING_END 0x04    /* EOT */

struct framing {
    bool escaped; /* the last byte began an escape */
};

enum framing_event {
    FRAMING_NOTHING, /* half of an escape */
    FRAMING_BYTE,    /* the byte is input */
    FRAMING_ENDED,   /* the input ends here */
    FRAMING_INVALID, /* an escape that does not exist */
};

static inline enum framing_event framing_decode(struct framing *framing, unsigned char byte)
{
    if (!framing->escaped) {
        framing->escaped = byte == FRAMING_ESCAPE;
        return framing->escaped ? FRAMING_NOTHING : FRAMING_BYTE;
    }
    framing->escaped = false;
    return byte == FRAMING_ESCAPE ? FRAMING_BYTE : byte == FRAMING_END ? FRAMING_ENDED : FRAMING_INVALID;
}
