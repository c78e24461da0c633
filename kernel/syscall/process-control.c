/* SPDX-License-Identifier: MIT */
/* prctl, capabilities, personality: what a process may set about itself. */
#include <abi/errno.h>
#include <abi/prctl.h>
#include <abi/signal.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/user.h>
#include <sched/thread.h>

#define TIMER_SLACK_NS 50000

/* Single words, each read and written at once. */
static int parent_death_signal;
static int dumpable = 1;
static bool no_new_privileges, subreaper;

static long set_name(const char *name_user)
{
    char name[sizeof(thread_current()->name)] = {0};
    /* A longer name is cut (prctl(2)). */
    ssize64_t length = strncpy_from_user(name, name_user, sizeof(name));
    if (length == -EFAULT) return -EFAULT;
    name[sizeof(name) - 1] = 0;
    if (length >= 0) memset(name + length, 0, sizeof(name) - (size_t)length);
    memcpy(thread_current()->name, name, sizeof(name));
    return 0;
}

static long ambient(uint64_t what)
{
    switch (what) {
    case PR_CAP_AMBIENT_IS_SET:
    case PR_CAP_AMBIENT_LOWER:
    case PR_CAP_AMBIENT_CLEAR_ALL: return 0;
    case PR_CAP_AMBIENT_RAISE: return -EPERM;
    default: return -EINVAL;
    }
}

SYSCALL(prctl)(int option, uint64_t argument2, uint64_t argument3, uint64_t argument4, uint64_t argument5)
{
    switch (option) {
    case PR_SET_NAME: return set_name((const char *)argument2);
    case PR_GET_NAME:
        return copy_to_user((void *)argument2, thread_current()->name, sizeof(thread_current()->name));
    case PR_SET_PDEATHSIG:
        /* The parent never dies. */
        if (argument2 > SIGNAL_COUNT) return -EINVAL;
        parent_death_signal = (int)argument2;
        return 0;
    case PR_GET_PDEATHSIG: return put_user32((uint32_t)parent_death_signal, (uint32_t *)argument2);
    case PR_GET_DUMPABLE: return dumpable;
    case PR_SET_DUMPABLE:
        if (argument2 > 1) return -EINVAL;
        dumpable = (int)argument2;
        return 0;
    case PR_SET_NO_NEW_PRIVS:
        if (argument2 != 1 || argument3 != 0 || argument4 != 0 || argument5 != 0) return -EINVAL;
        no_new_privileges = true;
        return 0;
    case PR_GET_NO_NEW_PRIVS: return no_new_privileges;
    case PR_SET_CHILD_SUBREAPER: subreaper = argument2 != 0; return 0;
    case PR_GET_CHILD_SUBREAPER: return put_user32(subreaper, (uint32_t *)argument2);
    case PR_CAPBSET_READ: return argument2 <= CAP_LAST_CAP ? 1 : -EINVAL;
    case PR_CAP_AMBIENT: return ambient(argument2);
    case PR_GET_TID_ADDRESS: {
        uint64_t address = (uint64_t)thread_current()->clear_child_tid;
        return copy_to_user((void *)argument2, &address, sizeof(address));
    }
    case PR_GET_TIMERSLACK: return TIMER_SLACK_NS;
    case PR_GET_KEEPCAPS:
    case PR_GET_SECUREBITS:
    case PR_GET_TIMING:
    case PR_GET_THP_DISABLE:
    case PR_SET_THP_DISABLE: /* there are no huge pages to do without */
    case PR_SET_TIMERSLACK:  /* timers are never late on purpose */
    case PR_SET_PTRACER: /* nobody can trace */ return 0;
    case PR_CAPBSET_DROP:
    case PR_SET_KEEPCAPS:
    case PR_SET_SECUREBITS: return -EPERM;
    default:
        /* PR_GET_SECCOMP and PR_SET_SECCOMP are among them: not configured, says EINVAL. */
        return -EINVAL;
    }
}

SYSCALL(capget)(struct capability_header *header_user, struct capability_data *data_user)
{
    struct capability_header header;
    if (copy_from_user(&header, header_user, sizeof(header)) != 0) return -EFAULT;
    bool one_word = header.version == CAPABILITY_VERSION_1;
    if (!one_word && header.version != CAPABILITY_VERSION_2 && header.version != CAPABILITY_VERSION_3) {
        /* This is how the version to use is found out (capget(2)). */
        if (put_user32(CAPABILITY_VERSION_3, &header_user->version) != 0) return -EFAULT;
        return data_user == NULL ? 0 : -EINVAL;
    }
    if (header.pid < 0) return -EINVAL;
    if (data_user == NULL) return 0;
    uint32_t low = (uint32_t)CAPABILITIES_ALL, high = (uint32_t)(CAPABILITIES_ALL >> 32);
    struct capability_data data[2] = {{low, low, 0}, {high, high, 0}};
    return copy_to_user(data_user, data, one_word ? sizeof(data[0]) : sizeof(data));
}

/* Rights cannot be given up, as there is nothing that would keep them from being used. */
SYSCALL(capset)(const struct capability_header *header_user, const struct capability_data *data_user)
{
    struct capability_header header;
    struct capability_data data[2] = {0};
    if (copy_from_user(&header, header_user, sizeof(header)) != 0) return -EFAULT;
    bool one_word = header.version == CAPABILITY_VERSION_1;
    if (!one_word && header.version != CAPABILITY_VERSION_2 && header.version != CAPABILITY_VERSION_3)
        return -EINVAL;
    if (copy_from_user(data, data_user, one_word ? sizeof(data[0]) : sizeof(data)) != 0) return -EFAULT;
    uint64_t effective = data[0].effective | (uint64_t)data[1].effective << 32;
    uint64_t permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
    bool all = effective == CAPABILITIES_ALL && permitted == CAPABILITIES_ALL;
    return all && data[0].inheritable == 0 && data[1].inheritable == 0 ? 0 : -EPERM;
}

#define PERSONALITY_QUERY 0xffffffffu
#define PERSONALITY_MASK 0xffu /* which system; the rest are flags */

/* Flags are kept for the program to read back; those that exist change nothing here (addresses are not
 * randomized). */
SYSCALL(personality)(uint32_t new)
{
    static uint32_t current; /* atomic */
    if (new == PERSONALITY_QUERY) return __atomic_load_n(&current, __ATOMIC_RELAXED);
    if ((new &PERSONALITY_MASK) != 0) return -EINVAL;
    return __atomic_exchange_n(&current, new, __ATOMIC_RELAXED);
}
