/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/syscall.h>

/* Restartable sequences spare programs atomic operations on per-CPU data; the C library asks for them in
 * every program, and does without. So this is not worth a warning. */
SYSCALL(rseq)(void *area, uint32_t size, int flags, uint32_t signature)
{
    (void)area, (void)size, (void)flags, (void)signature;
    return -ENOSYS;
}
