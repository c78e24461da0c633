/* SPDX-License-Identifier: MIT */
/* timerfd_create(2): a timer whose expirations are read from a descriptor. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <syscall/timespec.h>
#include <vfs/vfs.h>

#include "interval-timer.h"

#define TFD_TIMER_ABSTIME 1
/* To be told when somebody sets the clock. Here a clock that is set does not move timers, so there is nothing
 * to tell. */
#define TFD_TIMER_CANCEL_ON_SET 2

struct timerfd {
    struct interval_timer interval; /* first */
    uint64_t expirations;           /* since the last read; under interval.lock */
    struct mutex settings_lock;     /* keeps two timerfd_settime apart */
    struct wait_queue waiters;
};

static void expire(struct interval_timer *interval, uint64_t count)
{
    struct timerfd *timerfd = (struct timerfd *)interval;
    timerfd->expirations += count;
    wake_all(&timerfd->waiters);
}

/* How often it expired since this was asked last. */
static uint64_t take(struct timerfd *timerfd)
{
    uint64_t flags = spin_lock_irqsave(&timerfd->interval.lock);
    uint64_t expirations = timerfd->expirations;
    timerfd->expirations = 0;
    spin_unlock_irqrestore(&timerfd->interval.lock, flags);
    return expirations;
}

static ssize64_t timerfd_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct timerfd *timerfd = file->data;
    if (size < sizeof(uint64_t)) return -EINVAL;
    uint64_t taken = take(timerfd);
    if (taken == 0 && file_nonblocking(file)) return -EAGAIN;
    int status = 0;
    if (taken == 0)
        status =
            WAIT_EVENT(&timerfd->waiters, (taken = take(timerfd)) != 0, WAIT_FOREVER, WAIT_INTERRUPTIBLE);
    if (status != 0) return status;
    return user_copy_partial(buffer, &taken, sizeof(taken)) != 0 ? -EFAULT : (ssize64_t)sizeof(taken);
}

static uint32_t timerfd_poll(struct file *file, struct poll_table *table)
{
    struct timerfd *timerfd = file->data;
    poll_register(table, &timerfd->waiters);
    return __atomic_load_n(&timerfd->expirations, __ATOMIC_RELAXED) != 0 ? POLLIN | POLLRDNORM : 0;
}

static void timerfd_release(struct file *file)
{
    struct timerfd *timerfd = file->data;
    interval_timer_stop(&timerfd->interval, NULL);
    kfree(timerfd);
}

static const struct file_ops timerfd_ops = {
    .read = timerfd_read,
    .poll = timerfd_poll,
    .release = timerfd_release,
};

static bool has_timerfd(int number)
{
    return number == CLOCK_REALTIME || number == CLOCK_MONOTONIC || number == CLOCK_BOOTTIME ||
           number == CLOCK_REALTIME_ALARM || number == CLOCK_BOOTTIME_ALARM;
}

SYSCALL(timerfd_create)(int number, uint32_t flags)
{
    struct clock_id clock;
    if ((flags & ~(uint32_t)(O_CLOEXEC | O_NONBLOCK)) != 0 || !has_timerfd(number)) return -EINVAL;
    int status = clock_id_resolve(number, &clock);
    if (status != 0) return status;
    struct timerfd *timerfd = kzalloc(sizeof(*timerfd));
    if (timerfd == NULL) return -ENOMEM;
    interval_timer_init(&timerfd->interval, &clock, expire);
    mutex_init(&timerfd->settings_lock);
    wait_queue_init(&timerfd->waiters);
    return descriptor_create(&timerfd_ops, timerfd, flags, "anon_inode:[timerfd]");
}

/* The timer behind a descriptor; *file holds a reference to it. */
static int timerfd_get(int descriptor, struct file **file)
{
    *file = descriptor_get(descriptor);
    if (*file == NULL) return -EBADF;
    if ((*file)->ops == &timerfd_ops) return 0;
    file_put(*file);
    return -EINVAL;
}

SYSCALL(timerfd_settime)
(int descriptor, int flags, const struct itimerspec *new_user, struct itimerspec *old_user)
{
    struct interval_setting setting, old;
    struct file *file;
    if ((flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) != 0) return -EINVAL;
    int status = interval_setting_from_user(&setting, new_user);
    if (status == 0) status = timerfd_get(descriptor, &file);
    if (status != 0) return status;
    struct timerfd *timerfd = file->data;
    mutex_lock(&timerfd->settings_lock);
    interval_timer_stop(&timerfd->interval, &old);
    /* No expiration of the former setting is counted for the new one. */
    take(timerfd);
    interval_timer_start(&timerfd->interval, &setting, flags & TFD_TIMER_ABSTIME);
    mutex_unlock(&timerfd->settings_lock);
    file_put(file);
    return old_user != NULL ? interval_setting_to_user(old_user, &old) : 0;
}

SYSCALL(timerfd_gettime)(int descriptor, struct itimerspec *to)
{
    struct interval_setting setting;
    struct file *file;
    int status = timerfd_get(descriptor, &file);
    if (status != 0) return status;
    interval_timer_get(&((struct timerfd *)file->data)->interval, &setting);
    file_put(file);
    return interval_setting_to_user(to, &setting);
}
