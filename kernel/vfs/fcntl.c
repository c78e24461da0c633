/* SPDX-License-Identifier: MIT */
/* fcntl(2) and ioctl(2). Record locks are between processes; there is one, so each is granted at once. */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <abi/syscall.h>
#include <mm/user.h>

#include "file.h"
#include "memfd.h"

#define CHANGEABLE_FLAGS (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME)

/* Sets or clears status flags; others may do so at the same time. */
static void change_flags(struct file *file, uint32_t mask, uint32_t values)
{
    uint32_t old = __atomic_load_n(&file->flags, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&file->flags, &old, (old & ~mask) | (values & mask), true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
}

static int duplicate(struct file *file, unsigned long lowest, bool close_on_exec)
{
    if (lowest >= descriptor_limit) return -EINVAL;
    return descriptor_install(file_get(file), (int)lowest, close_on_exec);
}

static int record_lock(struct file *file, int command, struct flock *user)
{
    struct flock lock;
    if (copy_from_user(&lock, user, sizeof(lock)) != 0) return -EFAULT;
    if (lock.l_type != F_RDLCK && lock.l_type != F_WRLCK && lock.l_type != F_UNLCK) return -EINVAL;
    if (lock.l_whence < SEEK_SET || lock.l_whence > SEEK_END) return -EINVAL;
    if (command == F_GETLK || command == F_OFD_GETLK) {
        lock.l_type = F_UNLCK; /* nobody is in the way */
        return copy_to_user(user, &lock, sizeof(lock));
    }
    if ((lock.l_type == F_RDLCK && !file_readable(file)) || (lock.l_type == F_WRLCK && !file_writable(file)))
        return -EBADF;
    return 0;
}

static long pipe_size(const struct file *file, int command, unsigned long size)
{
    uint32_t capacity = DO(pipes, pipe_capacity)(file);
    if (capacity == 0) return -EBADF;
    /* The size does not change: less is given more, more is refused. */
    return command == F_SETPIPE_SZ && size > capacity ? -EPERM : (long)capacity;
}

static long control(struct file *file, int descriptor, int command, unsigned long argument)
{
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: return duplicate(file, argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD: return descriptor_close_on_exec(descriptor, false, false);
    case F_SETFD: {
        int status = descriptor_close_on_exec(descriptor, true, argument & FD_CLOEXEC);
        return MIN(status, 0);
    }
    case F_GETFL: return (long)(file->flags & ~O_CLOEXEC);
    }
    if (file->flags & O_PATH) return -EBADF;
    switch (command) {
    case F_SETFL: change_flags(file, CHANGEABLE_FLAGS, (uint32_t)argument); return 0;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return record_lock(file, command, (struct flock *)argument);
    case F_GETPIPE_SZ:
    case F_SETPIPE_SZ: return pipe_size(file, command, argument);
    case F_ADD_SEALS:
    case F_GET_SEALS: return memfd_seals(file, command == F_ADD_SEALS, (uint32_t)argument);
    case F_SETOWN:
        return 0; /* signals for descriptors are not sent; programs set this beside O_ASYNC, which is refused
                     by being cleared */
    case F_GETOWN: return 0;
    default: return -EINVAL;
    }
}

SYSCALL(fcntl)(int descriptor, int command, unsigned long argument)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    long result = control(file, descriptor, command, argument);
    file_put(file);
    return result;
}

/* How much of a regular file lies before the end. */
static int bytes_ahead(struct file *file, uint32_t *user)
{
    uint64_t size = file->vnode->size, position = file->position;
    uint64_t ahead = position < size ? size - position : 0;
    return put_user32((uint32_t)MIN(ahead, INT32_MAX), user);
}

static long device_control(struct file *file, int descriptor, unsigned long request, unsigned long argument)
{
    switch (request) {
    case FIOCLEX:
    case FIONCLEX: {
        int status = descriptor_close_on_exec(descriptor, true, request == FIOCLEX);
        return MIN(status, 0);
    }
    case FIONBIO: {
        uint32_t on;
        if (get_user32(&on, (const uint32_t *)argument) != 0) return -EFAULT;
        change_flags(file, O_NONBLOCK, on != 0 ? O_NONBLOCK : 0);
        return 0;
    }
    case FIONREAD:
        if (file->ops == &regular_file_ops) return bytes_ahead(file, (uint32_t *)argument);
        break;
    }
    return file->ops->ioctl != NULL ? file->ops->ioctl(file, request, argument) : -ENOTTY;
}

SYSCALL(ioctl)(int descriptor, unsigned request, unsigned long argument)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    long result = file->flags & O_PATH ? -EBADF : device_control(file, descriptor, request, argument);
    file_put(file);
    return result;
}
