/* SPDX-License-Identifier: MIT */
/*
 * read(2), write(2) and their relatives. This is where the program's buffers are checked to lie in its half
 * of the address space; file operations below copy without asking again.
 */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/uio.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "file.h"
#include "rw.h"

enum { READ = O_RDONLY, WRITE = O_WRONLY };

/* Those who move in the direction READ say that they use file_read. */
ssize64_t file_move(struct file *file, uint32_t direction, void *buffer, size_t size, uint64_t *position)
{
    if (direction == READ)
        return file->ops->read != NULL ? file->ops->read(file, buffer, size, position)
               : file->vnode != NULL && S_ISDIR(file->vnode->mode) ? -EISDIR
                                                                   : -EINVAL;
    return file->ops->write != NULL ? file->ops->write(file, buffer, size, position) : -EINVAL;
}

/* At the file's own position, which moves. Streams have none, and their reads may wait for somebody else's
 * write: no lock. */
static ssize64_t move_here(struct file *file, uint32_t direction, void *buffer, size_t size)
{
    if (file->ops->seek == NULL) {
        uint64_t none = 0;
        return file_move(file, direction, buffer, size, &none);
    }
    mutex_lock(&file->position_lock);
    ssize64_t count = file_move(file, direction, buffer, size, &file->position);
    mutex_unlock(&file->position_lock);
    return count;
}

static long move(int descriptor, uint32_t direction, void *buffer, size_t size)
{
    struct file *file;
    int status = file_for(descriptor, direction, &file);
    if (status != 0) return status;
    size = MIN(size, RW_COUNT_MAX);
    ssize64_t count = user_range_ok(buffer, size) ? move_here(file, direction, buffer, size) : -EFAULT;
    file_put(file);
    return count;
}

SYSCALL(read)(int descriptor, void *buffer, size_t size)
{
    USES(file_read);
    return move(descriptor, READ, buffer, size);
}

SYSCALL(write)(int descriptor, const void *buffer, size_t size)
{
    return move(descriptor, WRITE, (void *)buffer, size);
}

/* The file, if it has positions, for a transfer at `offset`. */
static int file_for_at(int descriptor, uint32_t direction, int64_t offset, struct file **file)
{
    if (offset < 0) return -EINVAL;
    int status = file_for(descriptor, direction, file);
    if (status == 0 && (*file)->ops->seek == NULL) {
        file_put(*file);
        status = -ESPIPE;
    }
    return status;
}

static long move_at(int descriptor, uint32_t direction, void *buffer, size_t size, int64_t offset)
{
    struct file *file;
    int status = file_for_at(descriptor, direction, offset, &file);
    if (status != 0) return status;
    uint64_t position = (uint64_t)offset;
    size = MIN(size, RW_COUNT_MAX);
    ssize64_t count =
        user_range_ok(buffer, size) ? file_move(file, direction, buffer, size, &position) : -EFAULT;
    file_put(file);
    return count;
}

SYSCALL(pread64)(int descriptor, void *buffer, size_t size, int64_t offset)
{
    USES(file_read);
    return move_at(descriptor, READ, buffer, size, offset);
}

SYSCALL(pwrite64)(int descriptor, const void *buffer, size_t size, int64_t offset)
{
    return move_at(descriptor, WRITE, (void *)buffer, size, offset);
}

int iovec_copy(const struct iovec *user, size_t count, struct iovec *few, struct iovec **copied)
{
    if (count > IOV_MAX) return -EINVAL;
    struct iovec *vectors = few;
    if (count > IOVEC_FEW && (vectors = kmalloc(count * sizeof(*vectors))) == NULL) return -ENOMEM;
    int status = copy_from_user(vectors, user, count * sizeof(*vectors));
    size_t total = 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        if ((ssize64_t)vectors[i].iov_len < 0)
            status = -EINVAL;
        else if (!user_range_ok(vectors[i].iov_base, vectors[i].iov_len))
            status = -EFAULT;
        vectors[i].iov_len = MIN(vectors[i].iov_len, RW_COUNT_MAX - total);
        total += vectors[i].iov_len;
    }
    if (status != 0 && vectors != few) kfree(vectors);
    *copied = vectors;
    return status;
}

static ssize64_t move_each(struct file *file, uint32_t direction, const struct iovec *vectors, size_t count,
                           uint64_t *position)
{
    if (direction == READ && file->ops->read_vectors != NULL)
        return file->ops->read_vectors(file, vectors, count);
    if (direction == WRITE && file->ops->write_vectors != NULL)
        return file->ops->write_vectors(file, vectors, count);
    ssize64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (vectors[i].iov_len == 0) continue;
        /* A stream that gave something is not waited for again. */
        ssize64_t moved = file_move(file, direction, vectors[i].iov_base, vectors[i].iov_len, position);
        if (moved < 0) return total != 0 ? total : moved;
        total += moved;
        if ((size_t)moved < vectors[i].iov_len) break;
    }
    return total;
}

/* Without `offset`: at the file's own position. */
static long move_vectors(int descriptor, uint32_t direction, const struct iovec *user, size_t count,
                         const int64_t *offset)
{
    struct file *file;
    int status = offset != NULL ? file_for_at(descriptor, direction, *offset, &file)
                                : file_for(descriptor, direction, &file);
    if (status != 0) return status;
    struct iovec few[IOVEC_FEW], *vectors;
    ssize64_t total = iovec_copy(user, count, few, &vectors);
    if (total == 0) {
        uint64_t position = offset != NULL ? (uint64_t)*offset : 0;
        bool own = offset == NULL && file->ops->seek != NULL;
        if (own) mutex_lock(&file->position_lock);
        total = move_each(file, direction, vectors, count, own ? &file->position : &position);
        if (own) mutex_unlock(&file->position_lock);
        if (vectors != few) kfree(vectors);
    }
    file_put(file);
    return total;
}

SYSCALL(readv)(int descriptor, const struct iovec *vectors, size_t count)
{
    USES(file_read);
    return move_vectors(descriptor, READ, vectors, count, NULL);
}

SYSCALL(writev)(int descriptor, const struct iovec *vectors, size_t count)
{
    return move_vectors(descriptor, WRITE, vectors, count, NULL);
}

SYSCALL(preadv)(int descriptor, const struct iovec *vectors, size_t count, int64_t offset)
{
    USES(file_read);
    return move_vectors(descriptor, READ, vectors, count, &offset);
}

SYSCALL(pwritev)(int descriptor, const struct iovec *vectors, size_t count, int64_t offset)
{
    return move_vectors(descriptor, WRITE, vectors, count, &offset);
}

/* Of the flags, those that ask for what is so anyway are taken: data is never left in a cache of a disk,
 * since there is none that can be written. The fifth argument, the offset's upper half, is meant for 32-bit
 * systems. */
SYSCALL(preadv2)
(int descriptor, const struct iovec *vectors, size_t count, int64_t offset, unsigned long high,
 unsigned flags)
{
    USES(file_read);
    (void)high;
    if (flags & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC)) return -EOPNOTSUPP;
    return move_vectors(descriptor, READ, vectors, count, offset == -1 ? NULL : &offset);
}

SYSCALL(pwritev2)
(int descriptor, const struct iovec *vectors, size_t count, int64_t offset, unsigned long high,
 unsigned flags)
{
    (void)high;
    if (flags & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC)) return -EOPNOTSUPP;
    return move_vectors(descriptor, WRITE, vectors, count, offset == -1 ? NULL : &offset);
}

SYSCALL(lseek)(int descriptor, int64_t offset, int whence)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int64_t position = file->flags & O_PATH ? -EBADF : -ESPIPE;
    if (file->ops->seek != NULL) {
        mutex_lock(&file->position_lock);
        position = file->ops->seek(file, offset, whence);
        mutex_unlock(&file->position_lock);
    }
    file_put(file);
    return position;
}
