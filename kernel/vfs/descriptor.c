/* SPDX-License-Identifier: MIT */
/*
 * The descriptor table of the one process: a growing array of files, under one spin lock. The lowest bit of
 * an entry is its close-on-exec flag, which is kept for fcntl only, since there is no exec.
 */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "file.h"

#define CLOSE_ON_EXEC ((uintptr_t)1)
#define FIRST_SIZE 16u

static struct spinlock table_lock = SPINLOCK_INIT;
/* All under table_lock; the table is replaced, never changed in size. */
static uintptr_t *table;
static uint32_t table_size;
static uint32_t first_free; /* no lower descriptor is free */

uint32_t descriptor_limit = 1024;

static struct file *file_of(uintptr_t entry)
{
    return (struct file *)(entry & ~CLOSE_ON_EXEC);
}

static bool is_open(int descriptor)
{
    return (uint32_t)descriptor < table_size && table[descriptor] != 0;
}

struct file *descriptor_get(int descriptor)
{
    struct file *file = NULL;
    spin_lock(&table_lock);
    if (is_open(descriptor)) file = file_get(file_of(table[descriptor]));
    spin_unlock(&table_lock);
    return file;
}

int file_for(int descriptor, uint32_t access, struct file **found)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    bool refused = (file->flags & O_PATH) || (access == O_RDONLY && !file_readable(file)) ||
                   (access == O_WRONLY && !file_writable(file));
    if (refused) {
        file_put(file);
        return -EBADF;
    }
    *found = file;
    return 0;
}

/* Makes the table reach beyond `descriptor`. Called, and returns, without the lock. */
static int grow(uint32_t descriptor)
{
    uint32_t size = FIRST_SIZE;
    while (size <= descriptor) size *= 2;
    uintptr_t *larger = kzalloc(size * sizeof(*larger));
    if (larger == NULL) return -ENOMEM;
    uintptr_t *old = larger;
    spin_lock(&table_lock);
    if (size > table_size) {
        if (table_size != 0) memcpy(larger, table, table_size * sizeof(*larger));
        old = table;
        table = larger;
        table_size = size;
    }
    spin_unlock(&table_lock);
    kfree(old);
    return 0;
}

int descriptor_install(struct file *file, int lowest, bool close_on_exec)
{
    int status = 0;
    while (status == 0) {
        spin_lock(&table_lock);
        uint32_t at = MAX((uint32_t)lowest, first_free);
        while (at < table_size && table[at] != 0) at++;
        bool allowed = at < descriptor_limit;
        if (allowed && at < table_size) {
            table[at] = (uintptr_t)file | (close_on_exec ? CLOSE_ON_EXEC : 0);
            if ((uint32_t)lowest <= first_free) first_free = at + 1;
            spin_unlock(&table_lock);
            return (int)at;
        }
        spin_unlock(&table_lock);
        status = allowed ? grow(at) : -EMFILE;
    }
    file_put(file);
    return status;
}

int descriptor_create(const struct file_ops *ops, void *data, uint32_t flags, const char *path)
{
    struct file *file;
    int status = file_create(ops, NULL, O_RDWR | (flags & O_NONBLOCK), path, &file);
    if (status != 0) {
        kfree(data);
        return status;
    }
    file->data = data;
    return descriptor_install(file, 0, flags & O_CLOEXEC);
}

int descriptor_next(int from)
{
    spin_lock(&table_lock);
    uint32_t at = (uint32_t)from;
    while (at < table_size && table[at] == 0) at++;
    int found = at < table_size ? (int)at : -1;
    spin_unlock(&table_lock);
    return found;
}

unsigned descriptor_table_size(void)
{
    return MAX(table_size, 64);
}

/* Takes the file out of its place, with its reference; NULL: the descriptor is not open. */
static struct file *take(uint32_t descriptor)
{
    struct file *file = NULL;
    spin_lock(&table_lock);
    if (descriptor < table_size) {
        file = file_of(table[descriptor]);
        table[descriptor] = 0;
        first_free = MIN(first_free, descriptor);
    }
    spin_unlock(&table_lock);
    return file;
}

int descriptor_close(int descriptor)
{
    struct file *file = take((uint32_t)descriptor);
    if (file == NULL) return -EBADF;
    file_put(file);
    return 0;
}

SYSCALL(close)(int descriptor)
{
    return descriptor_close(descriptor);
}

int descriptor_close_on_exec(int descriptor, bool change, bool on)
{
    int status = -EBADF;
    spin_lock(&table_lock);
    if (is_open(descriptor)) {
        if (change) table[descriptor] = (table[descriptor] & ~CLOSE_ON_EXEC) | (on ? CLOSE_ON_EXEC : 0);
        status = table[descriptor] & CLOSE_ON_EXEC ? FD_CLOEXEC : 0;
    }
    spin_unlock(&table_lock);
    return status;
}

SYSCALL(close_range)(unsigned first, unsigned last, unsigned flags)
{
    if (first > last || (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC))) return -EINVAL;
    last = MIN(last, DESCRIPTOR_LIMIT_MAX);
    for (int at = (int)MIN(first, DESCRIPTOR_LIMIT_MAX);
         (at = descriptor_next(at)) >= 0 && (unsigned)at <= last; at++) {
        struct file *file = NULL;
        if (flags & CLOSE_RANGE_CLOEXEC)
            descriptor_close_on_exec(at, true, true);
        else
            file = take((uint32_t)at);
        if (file != NULL) file_put(file);
    }
    return 0;
}

SYSCALL(dup)(int descriptor)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    return descriptor_install(file, 0, false);
}

SYSCALL(dup3)(int from, int to, unsigned flags)
{
    if ((flags & ~O_CLOEXEC) || from == to) return -EINVAL;
    if ((uint32_t)to >= descriptor_limit) return -EBADF;
    struct file *file = descriptor_get(from);
    if (file == NULL) return -EBADF;
    spin_lock(&table_lock);
    while ((uint32_t)to >= table_size) {
        spin_unlock(&table_lock);
        int status = grow((uint32_t)to);
        if (status != 0) {
            file_put(file);
            return status;
        }
        spin_lock(&table_lock);
    }
    struct file *old = file_of(table[to]);
    table[to] = (uintptr_t)file | (flags & O_CLOEXEC ? CLOSE_ON_EXEC : 0);
    spin_unlock(&table_lock);
    if (old != NULL) file_put(old);
    return to;
}

SYSCALL(dup2)(int from, int to)
{
    if (from != to) return sys_dup3(from, to, 0);
    return descriptor_close_on_exec(from, false, false) < 0 ? -EBADF : to;
}
