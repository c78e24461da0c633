/* SPDX-License-Identifier: MIT */
#include <mm/kmalloc.h>
#include <sched/thread.h>
#include <time/clock.h>
#include <vfs/vfs.h>

struct vnode *vnode_create(struct mount *mount, const struct vnode_ops *ops, uint32_t mode, uint64_t inode)
{
    struct vnode *vnode = kzalloc(sizeof(*vnode));
    if (vnode == NULL) return NULL;
    vnode->ops = ops;
    vnode->mount = mount;
    vnode->references = 1;
    vnode->mode = mode;
    vnode->links = 1;
    vnode->inode = inode;
    /* Booting need not ask the machine for the date. */
    uint64_t now = thread_current()->user ? DO(file_times, clock_realtime_ns)() : VNODE_TIME_BOOT;
    vnode->atime_ns = vnode->mtime_ns = vnode->ctime_ns = now;
    mutex_init(&vnode->lock);
    return vnode;
}

void vnode_put(struct vnode *vnode)
{
    /* Acquire and release: whoever frees it sees what the others did to it before. */
    if (__atomic_sub_fetch(&vnode->references, 1, __ATOMIC_ACQ_REL) != 0) return;
    if (vnode->ops->release != NULL) vnode->ops->release(vnode);
    cache_destroy(vnode);
    kfree(vnode);
}
