/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/system.h>
#include <arch/syscall.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/user.h>
#include <sched/lock.h>
#include <syscall/uname.h>

/* Keeps the writers of process.hostname apart. Readers may see a mix of two names while it changes, but
 * always an end. */
static struct mutex hostname_lock = MUTEX_INIT(hostname_lock);

SYSCALL(uname)(struct utsname *to)
{
    struct utsname name = {.sysname = UTS_SYSNAME,
                           .release = UTS_RELEASE,
                           .machine = ARCH_MACHINE_NAME,
                           .domainname = UTS_DOMAINNAME};
    mutex_lock(&hostname_lock);
    memcpy(name.nodename, process.hostname, sizeof(name.nodename));
    mutex_unlock(&hostname_lock);
    format_text(name.version, sizeof(name.version), "#1 Thimble %s", kernel_version);
    return copy_to_user(to, &name, sizeof(name));
}

SYSCALL(sethostname)(const char *name, size_t length)
{
    char new[UTS_FIELD] = {0};
    if (length >= sizeof(new)) return -EINVAL;
    if (copy_from_user(new, name, length) != 0) return -EFAULT;
    mutex_lock(&hostname_lock);
    memcpy(process.hostname, new, sizeof(new));
    mutex_unlock(&hostname_lock);
    return 0;
}
