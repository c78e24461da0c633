/* SPDX-License-Identifier: MIT */
/* Variables of the kernel's libc that move into the executable. */
#include "relocate.h"

#include <errno.h>
#include <libc/copyable.h>

extern const struct libc_copyable __set_copyable_start[] __attribute__((visibility("hidden")));
extern const struct libc_copyable __set_copyable_end[] __attribute__((visibility("hidden")));

int ldso_move_kernel_variable(void *from, void *to)
{
    int status = -ENOENT;
    for (const struct libc_copyable *entry = __set_copyable_start; entry < __set_copyable_end; entry++) {
        if (entry->variable != from) continue;
        *(void **)((char *)&entry->slot + entry->slot) = to;
        status = 0;
    }
    return status;
}
