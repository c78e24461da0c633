/* SPDX-License-Identifier: MIT */
/* The devices that are no hardware (mem(4), random(4)), and the console's. Numbers as Linux has them
 * (admin-guide/devices.txt). */
#include <abi/errno.h>
#include <abi/poll.h>
#include <core/random.h>
#include <core/string.h>
#include <mm/user.h>
#include <tty/tty.h>
#include <vfs/vfs.h>

static ssize64_t null_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)buffer, (void)size, (void)position;
    return 0;
}

static ssize64_t null_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)buffer, (void)position;
    return (ssize64_t)size;
}

static ssize64_t full_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)buffer, (void)size, (void)position;
    return -ENOSPC;
}

/* Gives `size` bytes of pieces that `make` makes. */
static ssize64_t give(void *buffer, size_t size, void (*make)(void *piece, size_t size))
{
    char piece[256];
    size_t done = 0;
    while (done < size) {
        size_t part = MIN(size - done, sizeof(piece));
        make(piece, part);
        size_t missing = user_copy_partial((char *)buffer + done, piece, part);
        done += part - missing;
        if (missing != 0) return done != 0 ? (ssize64_t)done : -EFAULT;
    }
    memset(piece, 0, sizeof(piece));
    return (ssize64_t)done;
}

static void make_zeroes(void *piece, size_t size)
{
    memset(piece, 0, size);
}

static ssize64_t zero_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)position;
    return give(buffer, size, make_zeroes);
}

static ssize64_t random_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)position;
    return give(buffer, size, random_bytes);
}

/* What is written is mixed in, and counts as known to everybody. */
static ssize64_t random_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)file, (void)position;
    char piece[64];
    for (size_t done = 0; done < size; done += sizeof(piece)) {
        size_t part = MIN(size - done, sizeof(piece));
        if (user_copy_partial(piece, (const char *)buffer + done, part) != 0)
            return done != 0 ? (ssize64_t)done : -EFAULT;
        random_add(piece, part, 0);
    }
    return (ssize64_t)size;
}

/* They have no positions, but can be told to go anywhere. */
static int64_t memory_seek(struct file *file, int64_t offset, int whence)
{
    (void)offset, (void)whence;
    file->position = 0;
    return 0;
}

static const struct file_ops null_ops = {.read = null_read, .write = null_write, .seek = memory_seek};
static const struct file_ops zero_ops = {
    .read = zero_read, .write = null_write, .seek = memory_seek, .mmap_anonymous = true};
static const struct file_ops full_ops = {.read = zero_read, .write = full_write, .seek = memory_seek};
static const struct file_ops random_ops = {.read = random_read, .write = random_write, .seek = memory_seek};

#define MEMORY_DEVICE(device_name, minor)                                                                    \
    static int device_name##_open(struct file *file)                                                         \
    {                                                                                                        \
        file->ops = &device_name##_ops;                                                                      \
        return 0;                                                                                            \
    }                                                                                                        \
    static const struct device_file device_name##_device = {#device_name, 0666, DEVICE_NUMBER(1, minor),     \
                                                            device_name##_open};                             \
    SET_ADD(device_file, struct device_file, device_name##_device)

#define urandom_ops random_ops /* the generator never blocks, so both are the same */

MEMORY_DEVICE(null, 3);
MEMORY_DEVICE(zero, 5);
MEMORY_DEVICE(full, 7);
MEMORY_DEVICE(random, 8);
MEMORY_DEVICE(urandom, 9);

static const struct device_file console_device = {"console", 0600, DEVICE_NUMBER(5, 1), tty_open_console};
SET_ADD(device_file, struct device_file, console_device);
static const struct device_file tty_device = {"tty", 0666, DEVICE_NUMBER(5, 0), tty_open_controlling};
SET_ADD(device_file, struct device_file, tty_device);
