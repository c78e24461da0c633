/* SPDX-License-Identifier: MIT */
#include "refault.h"

void refault_note_drop(struct dropped_pages *dropped, const void *file, uint64_t index)
{
    dropped->last[dropped->next].file = file;
    dropped->last[dropped->next].index = index;
    dropped->next = (dropped->next + 1) % REFAULT_WINDOW;
}

static bool dropped_lately(const struct dropped_pages *dropped, const void *file, uint64_t index)
{
    for (unsigned i = 0; i < REFAULT_WINDOW; i++)
        if (dropped->last[i].file == file && dropped->last[i].index == index) return true;
    return false;
}

bool refault_note_read(const struct dropped_pages *dropped, const void *file, uint64_t index,
                       uint64_t resident, unsigned *streak)
{
    if (resident > REFAULT_WINDOW || !dropped_lately(dropped, file, index)) {
        *streak = 0;
        return false;
    }
    if (++*streak < REFAULT_LIMIT) return false;
    *streak = 0;
    return true;
}
