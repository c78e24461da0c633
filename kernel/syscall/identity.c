/* SPDX-License-Identifier: MIT */
/* Who the program is: one process, alone in its group and session, whose user is
 * root with all capabilities. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <exec/process.h>
#include <mm/user.h>
#include <sched/thread.h>

#define PARENT_ID 1
#define ROOT 0u
#define KEEP UINT32_MAX /* -1: leave this id as it is */

SYSCALL_UNLOCKED(getpid)(void)
{
    return PROCESS_ID;
}
SYSCALL_UNLOCKED(getppid)(void)
{
    return PARENT_ID;
}
SYSCALL_UNLOCKED(gettid)(void)
{
    return thread_current()->tid;
}
SYSCALL_UNLOCKED(getpgrp)(void)
{
    return PROCESS_ID;
}

static bool is_self(int pid)
{
    return pid == 0 || pid == PROCESS_ID;
}

SYSCALL_UNLOCKED(getpgid)(int pid)
{
    return is_self(pid) ? PROCESS_ID : -ESRCH;
}
SYSCALL_UNLOCKED(getsid)(int pid)
{
    return is_self(pid) ? PROCESS_ID : -ESRCH;
}

SYSCALL(setpgid)(int pid, int group)
{
    if (group < 0) return -EINVAL;
    /* It leads the session, so its group is settled (setpgid(2)). */
    return is_self(pid) ? -EPERM : -ESRCH;
}

/* It leads its group already (setsid(2)). */
SYSCALL(setsid)(void)
{
    return -EPERM;
}

SYSCALL_UNLOCKED(getuid)(void)
{
    return ROOT;
}
SYSCALL_UNLOCKED(geteuid)(void)
{
    return ROOT;
}
SYSCALL_UNLOCKED(getgid)(void)
{
    return ROOT;
}
SYSCALL_UNLOCKED(getegid)(void)
{
    return ROOT;
}

static long get_three(uint32_t *real, uint32_t *effective, uint32_t *saved)
{
    if (put_user32(ROOT, real) != 0 || put_user32(ROOT, effective) != 0 || put_user32(ROOT, saved) != 0)
        return -EFAULT;
    return 0;
}

SYSCALL(getresuid)(uint32_t *real, uint32_t *effective, uint32_t *saved)
{
    return get_three(real, effective, saved);
}
SYSCALL(getresgid)(uint32_t *real, uint32_t *effective, uint32_t *saved)
{
    return get_three(real, effective, saved);
}

/* There is no other user to become. A program that drops its rights must learn that it still has them. */
static long become(uint32_t id)
{
    return id == ROOT || id == KEEP ? 0 : -EPERM;
}

SYSCALL(setuid)(uint32_t id)
{
    return id == KEEP ? -EINVAL : become(id);
}
SYSCALL(setgid)(uint32_t id)
{
    return id == KEEP ? -EINVAL : become(id);
}
SYSCALL(setreuid)(uint32_t real, uint32_t effective)
{
    return become(real) | become(effective);
}
SYSCALL(setregid)(uint32_t real, uint32_t effective)
{
    return become(real) | become(effective);
}

SYSCALL(setresuid)(uint32_t real, uint32_t effective, uint32_t saved)
{
    return become(real) | become(effective) | become(saved);
}

SYSCALL(setresgid)(uint32_t real, uint32_t effective, uint32_t saved)
{
    return become(real) | become(effective) | become(saved);
}

/* These return the id from before, and have no way to tell of an error (setfsuid(2)). */
SYSCALL(setfsuid)(uint32_t id)
{
    (void)id;
    return ROOT;
}

SYSCALL(setfsgid)(uint32_t id)
{
    (void)id;
    return ROOT;
}

SYSCALL(getgroups)(int size, uint32_t *groups)
{
    (void)groups;
    return size < 0 ? -EINVAL : 0;
}

SYSCALL(setgroups)(size_t count, const uint32_t *groups)
{
    (void)groups;
    return count == 0 ? 0 : count > 65536 ? -EINVAL : -EPERM;
}
