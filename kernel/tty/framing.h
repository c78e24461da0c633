/* SPDX-License-Identifier: MIT */
/* The decoder of --stdin=framed (docs/guest-interface.md): how the end of the input, and signals, cross a
 * serial line. */
#pragma once

#include <core/types.h>

#define FRAMING_ESCAPE 0x10 /* DLE */
#define FRAMING_END 0x04    /* EOT */
#define FRAMING_SIGNAL 0x18 /* CAN; the signal's number follows */

struct framing {
    unsigned char escape; /* what has come of an escape: 0, FRAMING_ESCAPE or FRAMING_SIGNAL */
};

enum framing_event {
    FRAMING_NOTHING,   /* part of an escape */
    FRAMING_BYTE,      /* the byte is input */
    FRAMING_ENDED,     /* the input ends here */
    FRAMING_SIGNALLED, /* the byte is the number of a signal for the program */
    FRAMING_INVALID,   /* an escape that does not exist */
};

static inline enum framing_event framing_decode(struct framing *framing, unsigned char byte)
{
    unsigned char escape = framing->escape;
    framing->escape = 0;
    if (escape == FRAMING_SIGNAL) return FRAMING_SIGNALLED;
    bool begins = escape == 0 && byte == FRAMING_ESCAPE;
    if (begins || (escape != 0 && byte == FRAMING_SIGNAL)) {
        framing->escape = byte;
        return FRAMING_NOTHING;
    }
    if (escape == 0 || byte == FRAMING_ESCAPE) return FRAMING_BYTE;
    return byte == FRAMING_END ? FRAMING_ENDED : FRAMING_INVALID;
}
