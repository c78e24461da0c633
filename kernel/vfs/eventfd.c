/* SPDX-License-Identifier: MIT */
/* eventfd(2): a counter that can be waited for. */
#include <abi/errno.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "file.h"

#define COUNT_MAX (UINT64_MAX - 1)

struct eventfd {
    uint64_t count; /* atomic: changed by compare and exchange only */
    bool semaphore;
    struct wait_queue read_wait, write_wait;
};

/* What a read takes, 0: it has to wait. */
static uint64_t take(struct eventfd *eventfd)
{
    uint64_t count = __atomic_load_n(&eventfd->count, __ATOMIC_ACQUIRE), taken;
    do {
        taken = eventfd->semaphore ? MIN(count, 1) : count;
    } while (!__atomic_compare_exchange_n(&eventfd->count, &count, count - taken, true, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return taken;
}

/* False: the counter would get too large. */
static bool add(struct eventfd *eventfd, uint64_t value)
{
    uint64_t count = __atomic_load_n(&eventfd->count, __ATOMIC_ACQUIRE);
    do {
        if (value > COUNT_MAX - count) return false;
    } while (!__atomic_compare_exchange_n(&eventfd->count, &count, count + value, true, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return true;
}

static ssize64_t eventfd_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct eventfd *eventfd = file->data;
    if (size < sizeof(uint64_t)) return -EINVAL;
    uint64_t taken = take(eventfd);
    if (taken == 0 && file_nonblocking(file)) return -EAGAIN;
    int status = 0;
    if (taken == 0)
        status =
            WAIT_EVENT(&eventfd->read_wait, (taken = take(eventfd)) != 0, WAIT_FOREVER, WAIT_INTERRUPTIBLE);
    if (status != 0) return status;
    wake_all(&eventfd->write_wait);
    return user_copy_partial(buffer, &taken, sizeof(taken)) != 0 ? -EFAULT : (ssize64_t)sizeof(taken);
}

static ssize64_t eventfd_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct eventfd *eventfd = file->data;
    uint64_t value;
    if (size < sizeof(value)) return -EINVAL;
    if (user_copy_partial(&value, buffer, sizeof(value)) != 0) return -EFAULT;
    if (value > COUNT_MAX) return -EINVAL;
    int status = 0;
    if (!add(eventfd, value)) {
        if (file_nonblocking(file)) return -EAGAIN;
        status = WAIT_EVENT(&eventfd->write_wait, add(eventfd, value), WAIT_FOREVER, WAIT_INTERRUPTIBLE);
    }
    if (status != 0) return status;
    wake_all(&eventfd->read_wait);
    return sizeof(value);
}

static uint32_t eventfd_poll(struct file *file, struct poll_table *table)
{
    struct eventfd *eventfd = file->data;
    poll_register(table, &eventfd->read_wait);
    poll_register(table, &eventfd->write_wait);
    uint64_t count = __atomic_load_n(&eventfd->count, __ATOMIC_ACQUIRE);
    return (count != 0 ? POLLIN | POLLRDNORM : 0) | (count < COUNT_MAX ? POLLOUT | POLLWRNORM : 0);
}

static void eventfd_release(struct file *file)
{
    kfree(file->data);
}

static const struct file_ops eventfd_ops = {
    .read = eventfd_read,
    .write = eventfd_write,
    .poll = eventfd_poll,
    .release = eventfd_release,
};

SYSCALL(eventfd2)(unsigned initial, uint32_t flags)
{
    if (flags & ~(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
    struct eventfd *eventfd = kzalloc(sizeof(*eventfd));
    if (eventfd == NULL) return -ENOMEM;
    eventfd->count = initial;
    eventfd->semaphore = flags & EFD_SEMAPHORE;
    wait_queue_init(&eventfd->read_wait);
    wait_queue_init(&eventfd->write_wait);
    return descriptor_create(&eventfd_ops, eventfd, flags, "anon_inode:[eventfd]");
}

SYSCALL(eventfd)(unsigned initial)
{
    return sys_eventfd2(initial, 0);
}
