/* SPDX-License-Identifier: MIT */
/*
 * Regular files: their contents are pages of the page cache. Reading takes no lock of the vnode; a read
 * beside a write may see part of it. Writing holds the vnode's lock, under which the size changes.
 */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/area.h>
#include <mm/user.h>
#include <time/clock.h>

#include "copy.h"
#include "file.h"

/* A sequential reader's window begins with so many pages and doubles. */
#define READ_AHEAD_FIRST 3u

static uint64_t size_of(const struct vnode *vnode)
{
    return __atomic_load_n(&vnode->size, __ATOMIC_RELAXED);
}

/* How many pages to read beyond `index` if it has to be read: what the caller asks for, or more for who reads
 * one page after the other. The fields are hints: two threads that read one file only make them less useful.
 */
static unsigned read_ahead(struct file *file, uint64_t index, size_t size)
{
    uint64_t asked = MIN(size >> PAGE_SHIFT, CACHE_BATCH - 1);
    if (index == file->read_ahead_next)
        file->read_ahead_pages = MIN(MAX(2 * file->read_ahead_pages, READ_AHEAD_FIRST), CACHE_BATCH - 1);
    else
        file->read_ahead_pages = 0;
    unsigned ahead = MAX((unsigned)asked, file->read_ahead_pages);
    file->read_ahead_next = index + ahead + 1;
    return ahead;
}

/* The page for reading, pinned; NULL in *page is a hole. */
static int page_for_read(struct file *file, uint64_t index, size_t size, struct cache_page **page)
{
    struct vnode *vnode = file->vnode;
    *page = cache_find(vnode, index);
    if (*page != NULL || vnode->ops->read_pages == NULL) return 0;
    return cache_get(vnode, index, read_ahead(file, index, size), page);
}

ssize64_t regular_borrow(struct file *file, uint64_t position, size_t size, struct cache_page **page)
{
    uint64_t end = size_of(file->vnode);
    *page = NULL;
    if (position >= end) return 0;
    size_t part = MIN(MIN(size, PAGE_SIZE - position % PAGE_SIZE), end - position);
    int status = page_for_read(file, position >> PAGE_SHIFT, size, page);
    return status != 0 ? status : (ssize64_t)part;
}

static ssize64_t regular_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    size_t done = 0;
    while (done < size) {
        struct cache_page *page;
        ssize64_t part = regular_borrow(file, *position, size - done, &page);
        if (part <= 0) return done != 0 ? (ssize64_t)done : part;
        char *to = (char *)buffer + done;
        size_t missing;
        if (page != NULL) {
            missing = user_copy_partial(to, (char *)page->memory + *position % PAGE_SIZE, (size_t)part);
            cache_release(page);
        } else {
            missing = clear_partial(to, (size_t)part);
        }
        done += (size_t)part - missing;
        *position += (size_t)part - missing;
        if (missing != 0) return done != 0 ? (ssize64_t)done : -EFAULT;
    }
    return (ssize64_t)done;
}

void vnode_touch(struct vnode *vnode)
{
    vnode->mtime_ns = vnode->ctime_ns = DO(file_times, clock_realtime_ns)();
}

static ssize64_t write_locked(struct vnode *vnode, const void *buffer, size_t size, uint64_t *position)
{
    size_t done = 0;
    while (done < size) {
        uint64_t at = *position;
        size_t offset = at % PAGE_SIZE;
        size_t part = MIN(size - done, PAGE_SIZE - offset);
        struct cache_page *page;
        int status = cache_get(vnode, at >> PAGE_SHIFT, 0, &page);
        if (status != 0) return done != 0 ? (ssize64_t)done : status;
        size_t missing = user_copy_partial((char *)page->memory + offset, (const char *)buffer + done, part);
        cache_release(page);
        done += part - missing;
        *position += part - missing;
        if (*position > vnode->size) __atomic_store_n(&vnode->size, *position, __ATOMIC_RELEASE);
        if (missing != 0) return done != 0 ? (ssize64_t)done : -EFAULT;
    }
    return (ssize64_t)done;
}

static ssize64_t regular_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    struct vnode *vnode = file->vnode;
    if (vnode->ops->truncate == NULL) return -EROFS;
    if (size == 0) return 0;
    mutex_lock(&vnode->lock);
    if (file->flags & O_APPEND) *position = vnode->size;
    ssize64_t count = -EFBIG;
    if (*position <= INT64_MAX - size) count = write_locked(vnode, buffer, size, position);
    if (count > 0) vnode_touch(vnode);
    mutex_unlock(&vnode->lock);
    return count;
}

FOR_USE(writable_files, regular_write);

int vnode_set_size(struct vnode *vnode, uint64_t size)
{
    if (!S_ISREG(vnode->mode)) return S_ISDIR(vnode->mode) ? -EISDIR : -EINVAL;
    if (vnode->ops->truncate == NULL) return -EROFS;
    int status = vnode->ops->truncate(vnode, size);
    if (status != 0) return status;
    uint64_t old = vnode->size;
    /* The size first: a fault that comes now does not map what is dropped next. */
    __atomic_store_n(&vnode->size, size, __ATOMIC_RELEASE);
    if (size < old) {
        uint64_t first = ALIGN_UP(size, PAGE_SIZE);
        area_truncate_vnode(vnode, first);
        cache_truncate(vnode, first >> PAGE_SHIFT, size % PAGE_SIZE);
    }
    vnode_touch(vnode);
    return 0;
}
DO_FOR_USE(writable_files, vnode_set_size);

/* The next place with data (or, `hole`, without) at or behind `from`, as SEEK_DATA and SEEK_HOLE tell it. On
 * file systems that read from disk all is data. */
static int64_t find_data(struct vnode *vnode, uint64_t from, bool hole)
{
    uint64_t end = size_of(vnode);
    if (from >= end) return -ENXIO;
    if (vnode->ops->read_pages != NULL) return (int64_t)(hole ? end : from);
    for (uint64_t index = from >> PAGE_SHIFT; index << PAGE_SHIFT < end; index++) {
        struct cache_page *page = cache_find(vnode, index);
        if (page != NULL) cache_release(page);
        if ((page == NULL) == hole) return (int64_t)MAX(from, index << PAGE_SHIFT);
    }
    return hole ? (int64_t)end : -ENXIO;
}

static int64_t regular_seek(struct file *file, int64_t offset, int whence)
{
    uint64_t base = 0;
    switch (whence) {
    case SEEK_SET: break;
    case SEEK_CUR: base = file->position; break;
    case SEEK_END: base = size_of(file->vnode); break;
    case SEEK_DATA:
    case SEEK_HOLE:
        if (offset < 0) return -ENXIO;
        offset = find_data(file->vnode, (uint64_t)offset, whence == SEEK_HOLE);
        if (offset < 0) return offset;
        break;
    default: return -EINVAL;
    }
    int64_t target;
    if (__builtin_add_overflow((int64_t)base, offset, &target)) return -EOVERFLOW;
    if (target < 0) return -EINVAL;
    file->position = (uint64_t)target;
    return target;
}

const struct file_ops regular_file_ops = {
    .read = regular_read,
    .write = FOR(writable_files, regular_write),
    .seek = regular_seek,
};
