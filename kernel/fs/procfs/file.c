/* SPDX-License-Identifier: MIT */
/* Open files of /proc: a text that is made when it is read. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "file.h"

#define STORE_MAX 256u

struct proc_open {
    struct mutex lock; /* the rest is under it */
    struct proc_text text;
    bool made;
};

static const struct proc_node *node_of(const struct file *file)
{
    return file->vnode->data;
}

ssize64_t proc_text_read(const struct proc_text *text, void *buffer, size_t size, uint64_t *position)
{
    if (*position >= text->length) return 0;
    size_t part = MIN(size, text->length - *position);
    size_t copied = part - user_copy_partial(buffer, text->bytes + *position, part);
    *position += copied;
    return copied != 0 || part == 0 ? (ssize64_t)copied : -EFAULT;
}

static ssize64_t proc_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    struct proc_open *open = file->data;
    mutex_lock(&open->lock);
    if (*position == 0 || !open->made) {
        open->text.length = 0;
        open->text.status = 0;
        node_of(file)->show(&open->text);
        open->made = true;
    }
    ssize64_t count = open->text.status;
    if (count == 0) count = proc_text_read(&open->text, buffer, size, position);
    mutex_unlock(&open->lock);
    return count;
}

static ssize64_t proc_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    char bytes[STORE_MAX];
    if (node_of(file)->store == NULL) return -EACCES;
    if (size > sizeof(bytes)) return -EINVAL;
    if (user_copy_partial(bytes, buffer, size) != 0) return -EFAULT;
    ssize64_t count = node_of(file)->store(bytes, size, proc_vnode_tid(file->vnode));
    *position += (uint64_t)MAX(count, 0);
    return count;
}

static void proc_release(struct file *file)
{
    struct proc_open *open = file->data;
    kfree(open->text.bytes);
    kfree(open);
}

static const struct file_ops proc_file_ops = {
    .read = proc_read,
    .write = proc_write,
    .seek = file_seek_without_end,
    .release = proc_release,
};

int proc_file_open(struct vnode *vnode, struct file *file)
{
    const struct proc_node *node = vnode->data;
    if ((file->flags & O_ACCMODE) != O_RDONLY && node->store == NULL) return -EACCES;
    struct proc_open *open = kzalloc(sizeof(*open));
    if (open == NULL) return -ENOMEM;
    mutex_init(&open->lock);
    open->text.tid = proc_vnode_tid(vnode);
    file->data = open;
    file->ops = &proc_file_ops;
    return 0;
}
