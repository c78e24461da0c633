/* SPDX-License-Identifier: MIT */
/* Sending signals by system call. There is one process, so its number, its group's and 0 mean the same. */
#include "private.h"

#include <abi/errno.h>
#include <abi/syscall.h>
#include <exec/process.h>
#include <mm/user.h>

static bool signal_valid(int signal)
{
    return signal >= 0 && signal <= SIGNAL_COUNT;
}

SYSCALL(kill)(int pid, int signal)
{
    if (!signal_valid(signal)) return -EINVAL;
    /* -1 is for all others, of whom there are none. */
    if (pid != 0 && pid != PROCESS_ID && pid != -PROCESS_ID) return -ESRCH;
    struct siginfo info = {.si_signo = signal, .si_code = SI_USER, .si_pid = PROCESS_ID};
    return signal == 0 ? 0 : signal_send_process(&info);
}

/* To one thread; signal 0 only asks whether there is one. */
static long send_to_thread(int tid, const struct siginfo *info)
{
    spin_lock(&thread_list_lock);
    struct thread *thread = thread_find(tid);
    long status = thread == NULL ? -ESRCH : info->si_signo == 0 ? 0 : signal_send_thread(thread, info);
    spin_unlock(&thread_list_lock);
    return status;
}

SYSCALL(tkill)(int tid, int signal)
{
    if (!signal_valid(signal) || tid <= 0) return -EINVAL;
    struct siginfo info = {.si_signo = signal, .si_code = SI_TKILL, .si_pid = PROCESS_ID};
    return send_to_thread(tid, &info);
}

SYSCALL(tgkill)(int pid, int tid, int signal)
{
    if (!signal_valid(signal) || pid <= 0 || tid <= 0) return -EINVAL;
    if (pid != PROCESS_ID) return -ESRCH;
    struct siginfo info = {.si_signo = signal, .si_code = SI_TKILL, .si_pid = PROCESS_ID};
    return send_to_thread(tid, &info);
}

static long read_info(struct siginfo *info, const void *info_user, int signal)
{
    if (copy_from_user(info, info_user, sizeof(*info)) != 0) return -EFAULT;
    info->si_signo = signal;
    info->reserved = 0;
    return signal_valid(signal) ? 0 : -EINVAL;
}

SYSCALL(rt_sigqueueinfo)(int pid, int signal, const void *info_user)
{
    struct siginfo info;
    long status = read_info(&info, info_user, signal);
    if (status != 0) return status;
    if (pid != PROCESS_ID) return -ESRCH;
    return signal == 0 ? 0 : signal_send_process(&info);
}

SYSCALL(rt_tgsigqueueinfo)(int pid, int tid, int signal, const void *info_user)
{
    struct siginfo info;
    long status = read_info(&info, info_user, signal);
    if (status != 0) return status;
    if (pid <= 0 || tid <= 0) return -EINVAL;
    return pid != PROCESS_ID ? -ESRCH : send_to_thread(tid, &info);
}
