/* SPDX-License-Identifier: MIT */
/* /proc/self/fd: for each descriptor a link that leads to its very opening; and /proc/self/fdinfo, what is
 * known of each. */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <mm/kmalloc.h>

#include "file.h"

/* The number is in the inode where others have the thread. */
static int descriptor_of(const struct vnode *vnode)
{
    return proc_vnode_tid(vnode);
}

static ssize64_t read_descriptor(struct vnode *vnode, char *buffer, size_t size)
{
    struct file *file = descriptor_get(descriptor_of(vnode));
    if (file == NULL) return -ENOENT;
    char *path = kmalloc(PATH_MAX);
    ssize64_t length = -ENOMEM;
    if (path != NULL) {
        file_path(file, path, PATH_MAX);
        length = proc_give_link(path, buffer, size);
    }
    kfree(path);
    file_put(file);
    return length;
}

static int follow_descriptor(struct vnode *vnode, struct file **target)
{
    *target = descriptor_get(descriptor_of(vnode));
    return *target != NULL ? 0 : -ENOENT;
}

static const struct vnode_ops descriptor_ops = {.readlink = read_descriptor, .follow = follow_descriptor};

/* The permissions tell what the opening allows. */
static uint32_t link_mode(const struct file *file)
{
    uint32_t access = file->flags & O_ACCMODE;
    return S_IFLNK | (access != O_WRONLY ? 0500 : 0) | (access != O_RDONLY ? 0300 : 0);
}

static int fd_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    int descriptor = proc_name_number(name, length);
    struct file *file = descriptor >= 0 ? descriptor_get(descriptor) : NULL;
    if (file == NULL) return -ENOENT;
    *found = vnode_create(directory->mount, &descriptor_ops, link_mode(file),
                          proc_number_inode(directory, (unsigned)descriptor));
    file_put(file);
    return *found != NULL ? 0 : -ENOMEM;
}

static int list_descriptors(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context,
                            unsigned type)
{
    for (int at = (int)MIN(cookie, DESCRIPTOR_LIMIT_MAX); (at = descriptor_next(at)) >= 0; at++)
        if (!proc_emit_number(emit, context, directory, (unsigned)at, type, (uint64_t)at + 1)) break;
    return 0;
}

/* The cookie is the lowest descriptor that may come next. */
static int fd_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    return list_descriptors(directory, cookie, emit, context, DT_LNK);
}

const struct vnode_ops proc_fd_ops = {.lookup = fd_lookup, .readdir = fd_readdir};

/* Of such a file `tid` is the descriptor. */
static void show_info(struct proc_text *text)
{
    struct file *file = descriptor_get(text->tid);
    if (file == NULL) return;
    unsigned mount = file->vnode != NULL && file->vnode->mount != NULL ? file->vnode->mount->id : 0;
    proc_print(text, "pos:\t%lu\nflags:\t0%o\nmnt_id:\t%u\n", file->position, file->flags, mount);
    file_put(file);
}

static const struct proc_node info_node = PROC_FILE("", show_info);

static int fdinfo_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    int descriptor = proc_name_number(name, length);
    struct file *file = descriptor >= 0 ? descriptor_get(descriptor) : NULL;
    if (file == NULL) return -ENOENT;
    file_put(file);
    return proc_vnode_create(directory->mount, &info_node, descriptor, found);
}

static int fdinfo_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    return list_descriptors(directory, cookie, emit, context, DT_REG);
}

const struct vnode_ops proc_fdinfo_ops = {.lookup = fdinfo_lookup, .readdir = fdinfo_readdir};
