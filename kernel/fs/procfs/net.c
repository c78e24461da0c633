/* SPDX-License-Identifier: MIT */
/* /proc/net: what other components register there. */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <vfs/proc-net.h>

#include "procfs.h"

SET_DECLARE(proc_net, struct proc_net_file);

static const struct proc_net_file *file_of(const struct vnode *vnode)
{
    return vnode->data;
}

static ssize64_t net_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    const struct proc_net_file *entry = file_of(file->vnode);
    /* It may grow between the two calls; then it is cut, as any other moment's text would be. */
    size_t length = entry->text(NULL, 0);
    char *text = kmalloc(length + 1);
    if (text == NULL) return -ENOMEM;
    length = MIN(entry->text(text, length + 1), length);
    struct proc_text whole = {.bytes = text, .length = length};
    ssize64_t count = proc_text_read(&whole, buffer, size, position);
    kfree(text);
    return count;
}

static const struct file_ops net_file_ops = {.read = net_read, .seek = file_seek_without_end};

static int net_open(struct vnode *vnode, struct file *file)
{
    (void)vnode;
    file->ops = &net_file_ops;
    return 0;
}
static const struct vnode_ops net_vnode_ops = {.open = net_open};

static int net_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    unsigned number = 0;
    SET_FOREACH(proc_net, struct proc_net_file, entry)
    {
        number++;
        if (strlen((*entry)->name) != length || memcmp((*entry)->name, name, length) != 0) continue;
        struct vnode *vnode = vnode_create(directory->mount, &net_vnode_ops, S_IFREG | 0444,
                                           proc_number_inode(directory, number));
        if (vnode == NULL) return -ENOMEM;
        vnode->data = (void *)*entry;
        *found = vnode;
        return 0;
    }
    return -ENOENT;
}

/* The cookie is how many entries came before. */
static int net_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    unsigned number = 0;
    SET_FOREACH(proc_net, struct proc_net_file, entry)
    {
        const char *name = (*entry)->name;
        if (number++ < cookie) continue;
        if (!emit(context, name, strlen(name), proc_number_inode(directory, number), DT_REG, number)) break;
    }
    return 0;
}

const struct vnode_ops proc_net_ops = {.lookup = net_lookup, .readdir = net_readdir};
