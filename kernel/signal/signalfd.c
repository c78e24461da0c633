/* SPDX-License-Identifier: MIT */
/*
 * signalfd(2): signals that are read from a descriptor, by whichever thread reads: those sent to it, and
 * those sent to the process. They should be blocked, or a handler gets them first.
 */
#include "private.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <sched/lock.h>
#include <vfs/vfs.h>

/* What read gives for each signal: struct signalfd_siginfo. */
struct record {
    uint32_t ssi_signo;
    int32_t ssi_errno;
    int32_t ssi_code;
    uint32_t ssi_pid;
    uint32_t ssi_uid;
    int32_t ssi_fd;
    uint32_t ssi_tid; /* of a timer: its number */
    uint32_t ssi_band;
    uint32_t ssi_overrun;
    uint32_t ssi_trapno;
    int32_t ssi_status;
    int32_t ssi_int;
    uint64_t ssi_ptr;
    uint64_t ssi_utime;
    uint64_t ssi_stime;
    uint64_t ssi_addr;
    uint8_t reserved[48];
};
_Static_assert(sizeof(struct record) == 128, "struct signalfd_siginfo");

/* One for all: who reads what decides each thread for itself. */
static struct wait_queue waiters = WAIT_QUEUE_INIT(waiters);

void signalfd_notify(void)
{
    wake_all(&waiters);
}
DO_FOR_USE(signalfd, signalfd_notify);

/* The fields that the sender has filled: which these are tells si_code. */
static void describe(struct record *record, const struct siginfo *info)
{
    *record = (struct record){
        .ssi_signo = (uint32_t)info->si_signo, .ssi_errno = info->si_errno, .ssi_code = info->si_code};
    if (info->si_code > 0 && (SIGNAL_SYNCHRONOUS & SIGNAL_BIT(info->si_signo))) {
        record->ssi_addr = info->si_addr;
        return;
    }
    if (info->si_code == SI_TIMER) {
        record->ssi_tid = (uint32_t)info->si_timerid;
        record->ssi_overrun = (uint32_t)info->si_overrun;
    } else {
        record->ssi_pid = (uint32_t)info->si_pid;
        record->ssi_uid = info->si_uid;
    }
    record->ssi_int = info->si_value.sival_int;
    record->ssi_ptr = info->si_value.sival_ptr;
}

/* The set of the file's signals, which file->data is; under signal_lock. */
static uint64_t *set_of(const struct file *file)
{
    return file->data;
}

/* Whether there was one. */
static bool take(const struct file *file, struct siginfo *info)
{
    struct signal_state *state = thread_current()->signal;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    bool taken = signal_take(state, *set_of(file), info) != 0;
    if (taken) signal_recalculate(state);
    spin_unlock_irqrestore(&signal_lock, flags);
    return taken;
}

static ssize64_t signalfd_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    size_t done = 0;
    struct siginfo info;
    while (size - done >= sizeof(struct record)) {
        if (!take(file, &info)) {
            if (done != 0) break;
            if (file_nonblocking(file)) return -EAGAIN;
            int status = WAIT_EVENT(&waiters, take(file, &info), WAIT_FOREVER, WAIT_INTERRUPTIBLE);
            if (status != 0) return status;
        }
        struct record record;
        describe(&record, &info);
        if (user_copy_partial((char *)buffer + done, &record, sizeof(record)) != 0)
            return done != 0 ? (ssize64_t)done : -EFAULT;
        done += sizeof(record);
    }
    return done != 0 ? (ssize64_t)done : -EINVAL;
}

static uint32_t signalfd_poll(struct file *file, struct poll_table *table)
{
    poll_register(table, &waiters);
    uint64_t set = __atomic_load_n(set_of(file), __ATOMIC_RELAXED);
    return (signal_pending_set(thread_current()->signal) & set) != 0 ? POLLIN | POLLRDNORM : 0;
}

static void signalfd_release(struct file *file)
{
    kfree(file->data);
}

static const struct file_ops signalfd_ops = {
    .read = signalfd_read,
    .poll = signalfd_poll,
    .release = signalfd_release,
};

static int create(uint64_t set, uint32_t flags)
{
    uint64_t *own = kmalloc(sizeof(*own));
    if (own == NULL) return -ENOMEM;
    *own = set;
    return descriptor_create(&signalfd_ops, own, flags, "anon_inode:[signalfd]");
}

static int replace(int descriptor, uint64_t set)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = descriptor;
    if (file->ops == &signalfd_ops) {
        uint64_t flags = spin_lock_irqsave(&signal_lock);
        *set_of(file) = set;
        spin_unlock_irqrestore(&signal_lock, flags);
        signalfd_notify();
    } else {
        status = -EINVAL;
    }
    file_put(file);
    return status;
}

SYSCALL(signalfd4)(int descriptor, const uint64_t *set_user, size_t size, uint32_t flags)
{
    USES(signalfd);
    uint64_t set;
    if (size != SIGSET_SIZE || (flags & ~(uint32_t)(O_CLOEXEC | O_NONBLOCK)) != 0) return -EINVAL;
    if (copy_from_user(&set, set_user, sizeof(set)) != 0) return -EFAULT;
    set &= ~SIGNAL_UNBLOCKABLE;
    signal_sources_begin(set);
    return descriptor == -1 ? create(set, flags) : replace(descriptor, set);
}

SYSCALL(signalfd)(int descriptor, const uint64_t *set, size_t size)
{
    return sys_signalfd4(descriptor, set, size, 0);
}
