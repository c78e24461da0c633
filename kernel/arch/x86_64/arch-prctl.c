/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/prctl.h>
#include <abi/syscall.h>
#include <arch/page.h>
#include <arch/thread.h>
#include <core/log.h>
#include <mm/user.h>

SYSCALL(arch_prctl)(int option, uint64_t address)
{
    static bool told; /* atomic */
    uint64_t value;
    switch (option) {
    case ARCH_SET_FS:
        if (!user_range_ok((const void *)address, sizeof(address))) return -EPERM;
        arch_set_fs_base(address);
        return 0;
    case ARCH_GET_FS: value = arch_fs_base(); return copy_to_user((void *)address, &value, sizeof(value));
    case ARCH_SET_GS:
        /* Program and kernel share ring 0, so there is no instruction that would swap the two. */
        if (!__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
            log_warn("the program wants to set the base of %%gs, which is the kernel's");
        return -EPERM;
    case ARCH_GET_GS: value = 0; return copy_to_user((void *)address, &value, sizeof(value));
    case ARCH_GET_CPUID: return 1;
    case ARCH_SET_CPUID: return address != 0 ? 0 : -ENODEV;
    default: return -EINVAL;
    }
}
