/* SPDX-License-Identifier: MIT */
/* In kernels that record: which file systems the program makes use of (src/toolchain/generated-tables.ts). */
#include <sched/thread.h>
#include <syscall/record.h>

#include "mount.h"
#include "name.h"

static uint32_t recorded; /* a bit for each mount by its number; atomic */

struct name *mount_cross_recorded(struct name *name)
{
    bool is_point = name->mounted != NULL;
    name = mount_enter(name);
    /* The kernel itself goes through mounts as well when it makes those that are within others. */
    if (!is_point || thread_current()->tid == 0) return name;
    uint32_t bit = 1u << name->mount->id % 32;
    if ((__atomic_fetch_or(&recorded, bit, __ATOMIC_RELAXED) & bit) == 0) path_record(name->mount->path);
    return name;
}
