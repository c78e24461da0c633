/* SPDX-License-Identifier: MIT */
/* The system calls on memory that are no more than the functions of area.h with Linux's checks of arguments.
 */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <abi/syscall.h>
#include <arch/trap.h>
#include <mm/user.h>
#include <vfs/vfs.h>

SYSCALL(mmap)(vaddr_t address, size_t size, uint32_t prot, uint32_t flags, int descriptor, uint64_t offset)
{
    if (flags & MAP_ANONYMOUS) return area_map(address, size, prot, flags, NULL, offset, NULL);
    if (offset % PAGE_SIZE != 0) return -EINVAL;
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    long result = area_map(address, size, prot, flags, file, offset, NULL);
    file_put(file);
    return result;
}

SYSCALL(munmap)(vaddr_t address, size_t size)
{
    return area_unmap(address, size);
}

SYSCALL(mprotect)(vaddr_t address, size_t size, uint32_t prot)
{
    return area_protect(address, size, prot);
}

SYSCALL(mremap)(vaddr_t address, size_t old_size, size_t new_size, uint32_t flags, vaddr_t new_address)
{
    return area_remap(address, old_size, new_size, flags, new_address);
}

SYSCALL(madvise)(vaddr_t address, size_t size, int advice)
{
    return area_advise(address, size, advice);
}

/* 0 when [address, address + size), rounded out to pages, is a range of the program all of which is mapped;
 * else -ENOMEM. */
static int check_mapped(vaddr_t address, size_t size)
{
    if (size > USER_END || address > USER_END - size) return -ENOMEM;
    vaddr_t start = ALIGN_DOWN(address, PAGE_SIZE), end = ALIGN_UP(address + size, PAGE_SIZE);
    if (start == end) return 0;
    mutex_lock(&area_lock);
    bool covered = area_covers(start, end);
    mutex_unlock(&area_lock);
    return covered ? 0 : -ENOMEM;
}

/** msync(2). Files that can be written through mappings live in memory: there is nothing to write back. */
SYSCALL(msync)(vaddr_t address, size_t size, int flags)
{
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || (flags & MS_ASYNC && flags & MS_SYNC) ||
        address % PAGE_SIZE != 0)
        return -EINVAL;
    return check_mapped(address, size);
}

/* Memory is never swapped out, so locking it means to bring it in. */
static long lock_range(vaddr_t address, size_t size, bool on_fault)
{
    int status = check_mapped(address, size);
    if (status != 0 || on_fault) return status;
    status = area_populate(ALIGN_DOWN(address, PAGE_SIZE), ALIGN_UP(address + size, PAGE_SIZE), 0);
    return status == -EACCES ? -ENOMEM : status == -EIO || status == -ENOMEM ? -EAGAIN : status;
}

SYSCALL(mlock)(vaddr_t address, size_t size)
{
    return lock_range(address, size, false);
}

SYSCALL(mlock2)(vaddr_t address, size_t size, uint32_t flags)
{
    return flags & ~(uint32_t)MLOCK_ONFAULT ? -EINVAL : lock_range(address, size, flags & MLOCK_ONFAULT);
}

SYSCALL(munlock)(vaddr_t address, size_t size)
{
    return check_mapped(address, size);
}

/** mlockall(2): accepted, see lock_range; what is mapped is not brought in, as that could be terabytes of
 * reservations. */
SYSCALL(mlockall)(uint32_t flags)
{
    const uint32_t known = MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT;
    return flags == 0 || flags & ~known || flags == MCL_ONFAULT ? -EINVAL : 0;
}

SYSCALL(munlockall)(void)
{
    return 0;
}

/* Whether each of up to `count` pages from `start` on is present; -ENOMEM at one that is not mapped. */
static int pages_present(vaddr_t start, size_t count, uint8_t *present)
{
    mutex_lock(&area_lock);
    int status = area_covers(start, start + count * PAGE_SIZE) ? 0 : -ENOMEM;
    for (size_t i = 0; status == 0 && i < count; i++) {
        const pte_t *entry = page_table_entry(start + i * PAGE_SIZE, false);
        present[i] = entry != NULL && *entry != 0;
    }
    mutex_unlock(&area_lock);
    return status;
}

SYSCALL(mincore)(vaddr_t address, size_t size, uint8_t *vector)
{
    if (address % PAGE_SIZE != 0) return -EINVAL;
    if (size > USER_END || address > USER_END - size) return -ENOMEM;
    size_t count = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE;
    uint8_t present[256];
    while (count > 0) {
        size_t some = MIN(count, sizeof(present));
        int status = pages_present(address, some, present);
        if (status != 0) return status;
        if (copy_to_user(vector, present, some) != 0) return -EFAULT;
        address += some * PAGE_SIZE;
        vector += some;
        count -= some;
    }
    return 0;
}

/** membarrier(2): no command is offered, which is what the query (0) answers; callers then order by other
 * means. */
SYSCALL(membarrier)(int command, uint32_t flags, int cpu)
{
    (void)cpu;
    return command == 0 && flags == 0 ? 0 : -EINVAL;
}
