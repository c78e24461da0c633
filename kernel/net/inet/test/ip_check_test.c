// SPDX-License-Identifier: MIT
// sources: ../ip-check.c
/* Of packets of IPv4, those that lwIP would read beyond are refused, and no others. */
#include <assert.h>
#include <string.h>

#include "../ip-check.h"

#define MORE 0x2000u

/* A packet of UDP to a port, `size` bytes of it, with those bits of a fragment. */
static bool fits(unsigned port, unsigned fragment, size_t size)
{
    uint8_t packet[64] = {0x45, 0, 0, (uint8_t)size, 0, 7, (uint8_t)(fragment >> 8), (uint8_t)fragment,
                          64,   17};
    packet[22] = (uint8_t)(port >> 8);
    packet[23] = (uint8_t)port;
    return ip4_headers_fit(packet, size, size);
}

static void takes_headers_that_are_whole(void)
{
    assert(fits(53, 0, 28) && fits(68, 0, 28) && !fits(53, 0, 27) && !fits(53, 0, 19));
    assert(fits(53, MORE, 28) && !fits(53, MORE, 27) && fits(53, MORE | 1, 20));
}

/* Of which an option could span several. */
static void takes_no_answer_of_dhcp_in_fragments(void)
{
    assert(!fits(68, MORE, 28) && !fits(68, MORE, 60));
    /* Others than the first have no port, and come to nothing without it. */
    assert(fits(68, MORE | 1, 60) && fits(68, 1, 60));
}

int main(void)
{
    takes_headers_that_are_whole();
    takes_no_answer_of_dhcp_in_fragments();
    return 0;
}
