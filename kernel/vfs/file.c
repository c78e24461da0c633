/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "file.h"
#include "name.h"

struct file *file_allocate(struct vnode *vnode, struct name *name, uint32_t flags)
{
    struct file *file = kzalloc(sizeof(*file));
    if (file == NULL) return NULL;
    file->vnode = vnode != NULL ? vnode_get(vnode) : NULL;
    file->name = name != NULL ? name_get(name) : NULL;
    file->references = 1;
    file->flags = flags;
    mutex_init(&file->position_lock);
    list_init(&file->watchers);
    return file;
}

int file_create(const struct file_ops *ops, struct vnode *vnode, uint32_t flags, const char *path,
                struct file **created)
{
    struct file *file = file_allocate(vnode, NULL, flags);
    if (file == NULL) return -ENOMEM;
    file->ops = ops;
    if (path != NULL && (file->path = kstrdup(path, strlen(path))) == NULL) {
        /* Nobody has opened it yet: the operations need not know. */
        file->ops = &file_ops_none;
        file_put(file);
        return -ENOMEM;
    }
    *created = file;
    return 0;
}

const struct file_ops file_ops_none;

void file_put(struct file *file)
{
    if (__atomic_sub_fetch(&file->references, 1, __ATOMIC_ACQ_REL) != 0) return;
    if (!list_empty(&file->watchers)) DO(epoll, file_unwatch)(file);
    if (file->ops != NULL && file->ops->release != NULL) file->ops->release(file);
    DO(flock, file_locks_drop)(file);
    if (file->vnode != NULL) vnode_put(file->vnode);
    name_put(file->name);
    kfree(file->path);
    kfree(file);
}

size_t file_path(const struct file *file, char *buffer, size_t size)
{
    static const char gone[] = " (deleted)";
    bool deleted = false;
    size_t length;
    if (file->name != NULL) {
        length = name_path(file->name, buffer, size, &deleted);
    } else {
        const char *path = file->path != NULL ? file->path : "";
        length = strlen(path);
        if (size > 0) {
            memcpy(buffer, path, MIN(length, size - 1));
            buffer[MIN(length, size - 1)] = 0;
        }
    }
    if (deleted && length + sizeof(gone) <= size) {
        memcpy(buffer + length, gone, sizeof(gone));
        length += sizeof(gone) - 1;
    }
    return length;
}

ssize64_t file_read_kernel(struct file *file, void *buffer, size_t size, uint64_t offset)
{
    if (file->ops->read == NULL) return -EINVAL;
    size_t done = 0;
    while (done < size) {
        ssize64_t count = file->ops->read(file, (char *)buffer + done, size - done, &offset);
        if (count < 0) return count;
        if (count == 0) break;
        done += (size_t)count;
    }
    return (ssize64_t)done;
}

int64_t file_seek_without_end(struct file *file, int64_t offset, int whence)
{
    int64_t base = whence == SEEK_CUR ? (int64_t)file->position : 0, position;
    if (whence != SEEK_CUR && whence != SEEK_SET) return -EINVAL;
    if (__builtin_add_overflow(base, offset, &position)) return -EOVERFLOW;
    if (position < 0) return -EINVAL;
    file->position = (uint64_t)position;
    return position;
}
