/* SPDX-License-Identifier: MIT */
/* memfd_create(2): a regular file in memory, without a name. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/syscall.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/user.h>

#include "file.h"
#include "memfd.h"

#define MEMFD_NAME_MAX 249
#define F_SEAL_SEAL 1u

static int memfd_truncate(struct vnode *vnode, uint64_t size)
{
    (void)vnode;
    return size > INT64_MAX ? -EFBIG : 0;
}

static int memfd_setattr(struct vnode *vnode, const struct vnode_attributes *attributes)
{
    (void)vnode, (void)attributes;
    return 0;
}

/* Without read_pages the page cache keeps the pages: they are the only copy. */
static const struct vnode_ops memfd_ops = {.truncate = memfd_truncate, .setattr = memfd_setattr};

static int create(const char *name, struct file **file)
{
    USES(writable_files);
    static uint64_t last_inode; /* atomic */
    struct vnode *vnode =
        vnode_create(NULL, &memfd_ops, S_IFREG | 0777, __atomic_add_fetch(&last_inode, 1, __ATOMIC_RELAXED));
    if (vnode == NULL) return -ENOMEM;
    vnode->links = 0;
    char path[MEMFD_NAME_MAX + 32];
    format_text(path, sizeof(path), "/memfd:%s (deleted)", name);
    int status = file_create(&regular_file_ops, vnode, O_RDWR | O_LARGEFILE, path, file);
    vnode_put(vnode);
    return status;
}

SYSCALL(memfd_create)(const char *user_name, uint32_t flags)
{
    char name[MEMFD_NAME_MAX + 1];
    if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING)) return -EINVAL;
    ssize64_t length = strncpy_from_user(name, user_name, sizeof(name));
    if (length < 0) return length == -ENAMETOOLONG ? -EINVAL : length;
    struct file *file;
    int status = create(name, &file);
    if (status != 0) return status;
    return descriptor_install(file, 0, flags & MFD_CLOEXEC);
}

/* Seals protect from other processes. Here all files are sealed against sealing, as if made without
 * MFD_ALLOW_SEALING. */
long memfd_seals(const struct file *file, bool add, uint32_t seals)
{
    (void)seals;
    if (file->vnode == NULL || file->vnode->ops != &memfd_ops) return -EINVAL;
    return add ? -EPERM : F_SEAL_SEAL;
}
