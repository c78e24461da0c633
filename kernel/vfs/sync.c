/* SPDX-License-Identifier: MIT */
/* Nothing is ever written to a disk, so data is always as safe as it gets. Advice about reading is taken. */
#include <abi/errno.h>
#include <abi/syscall.h>

#include "file.h"

static long check(int descriptor)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    long status = file->flags & O_PATH                             ? -EBADF
                  : file->ops->seek == NULL && file->vnode == NULL ? -EINVAL
                                                                   : 0;
    file_put(file);
    return status;
}

SYSCALL(fsync)(int descriptor)
{
    return check(descriptor);
}

SYSCALL(fdatasync)(int descriptor)
{
    return check(descriptor);
}

SYSCALL(syncfs)(int descriptor)
{
    return check(descriptor);
}

SYSCALL(sync)(void)
{
    return 0;
}

SYSCALL(sync_file_range)(int descriptor, int64_t offset, int64_t length, unsigned flags)
{
    if (offset < 0 || length < 0 || (flags & ~7u)) return -EINVAL;
    return check(descriptor);
}

/* Reads pages into the cache, as far as they are of a file that is read from a disk. */
static void read_to_cache(struct vnode *vnode, uint64_t offset, uint64_t length)
{
    uint64_t size = vnode->size;
    if (vnode->ops->read_pages == NULL || offset >= size) return;
    uint64_t index = offset >> PAGE_SHIFT,
             end = (offset + MIN(length, size - offset) + PAGE_SIZE - 1) >> PAGE_SHIFT;
    while (index < end) {
        struct cache_page *page;
        unsigned count = (unsigned)MIN(end - index, CACHE_BATCH);
        if (cache_get(vnode, index, count - 1, &page) != 0) return;
        cache_release(page);
        index += count;
    }
}

SYSCALL(readahead)(int descriptor, int64_t offset, size_t count)
{
    struct file *file;
    int status = file_for(descriptor, O_RDONLY, &file);
    if (status != 0) return status;
    if (offset < 0 || file->ops != &regular_file_ops)
        status = -EINVAL;
    else
        read_to_cache(file->vnode, (uint64_t)offset, count);
    file_put(file);
    return status;
}

/* Of all advice only "will need" is worth something here; the rest is taken note of. */
SYSCALL(fadvise64)(int descriptor, int64_t offset, int64_t length, int advice)
{
    enum { ADVICE_WILLNEED = 3, ADVICE_LAST = 5 };
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = 0;
    if (file->ops->seek == NULL)
        status = -ESPIPE;
    else if (offset < 0 || length < 0 || advice < 0 || advice > ADVICE_LAST)
        status = -EINVAL;
    else if (advice == ADVICE_WILLNEED && file->ops == &regular_file_ops)
        read_to_cache(file->vnode, (uint64_t)offset, length == 0 ? UINT64_MAX : (uint64_t)length);
    file_put(file);
    return status;
}
