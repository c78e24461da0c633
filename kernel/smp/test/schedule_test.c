// SPDX-License-Identifier: MIT
// sources:
/* Which threads are taken for quick ones. */
#include "../schedule.h"

#include <assert.h>

int main(void)
{
    uint8_t quick = 0;
    assert(quick_after(quick, false) < QUICK_ENOUGH); /* a thread that only computes never is */
    quick = quick_after(quick, true);
    assert(quick >= QUICK_ENOUGH);
    quick = quick_after(quick, false);
    assert(quick < QUICK_ENOUGH); /* one short run shows little */
    for (int i = 0; i < 300; i++) quick = quick_after(quick, true);
    assert(quick == QUICK_MAX);
    assert(quick_after(quick, false) >= QUICK_ENOUGH); /* many show more than an odd long one */
    for (int i = 0; i < 3; i++) quick = quick_after(quick, false);
    assert(quick < QUICK_ENOUGH);
    return 0;
}
