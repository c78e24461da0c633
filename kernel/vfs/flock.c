/* SPDX-License-Identifier: MIT */
/*
 * flock(2): locks of openings, so two openings of one file exclude each other even in one process. All under
 * one spin lock; locks hang from their vnode, where they are few.
 */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>

#include "file.h"

struct file_lock {
    struct file_lock *next;
    const struct file *file;
    bool exclusive;
};

static struct spinlock flock_lock = SPINLOCK_INIT;
static struct wait_queue flock_wait = WAIT_QUEUE_INIT(flock_wait); /* for any lock to go */

static struct file_lock **find(const struct file *file)
{
    struct file_lock **link = (struct file_lock **)&file->vnode->file_locks;
    while (*link != NULL && (*link)->file != file) link = &(*link)->next;
    return link;
}

/* Takes the lock if nobody else is in the way. `fresh` is used, and set to NULL, when the opening has none
 * yet. */
static bool try_lock(struct file *file, bool exclusive, struct file_lock **fresh)
{
    bool taken = true;
    spin_lock(&flock_lock);
    for (const struct file_lock *lock = file->vnode->file_locks; lock != NULL; lock = lock->next)
        if (lock->file != file && (exclusive || lock->exclusive)) taken = false;
    struct file_lock **link = find(file);
    if (taken && *link == NULL) {
        **fresh = (struct file_lock){NULL, file, exclusive};
        *link = *fresh;
        *fresh = NULL;
    } else if (taken) {
        (*link)->exclusive = exclusive;
    }
    spin_unlock(&flock_lock);
    return taken;
}

static void unlock(struct file *file)
{
    spin_lock(&flock_lock);
    struct file_lock **link = find(file);
    struct file_lock *lock = *link;
    if (lock != NULL) *link = lock->next;
    spin_unlock(&flock_lock);
    if (lock == NULL) return;
    kfree(lock);
    wake_all(&flock_wait);
}

void file_locks_drop(struct file *file)
{
    if (file->vnode != NULL && __atomic_load_n(&file->vnode->file_locks, __ATOMIC_ACQUIRE) != NULL)
        unlock(file);
}

DO_FOR_USE(flock, file_locks_drop);

static int lock(struct file *file, bool exclusive, bool wait)
{
    USES(flock);
    struct file_lock *fresh = kmalloc(sizeof(*fresh));
    if (fresh == NULL) return -ENOMEM;
    int status = 0;
    if (!try_lock(file, exclusive, &fresh)) {
        /* A lock that is changed is given up first, as Linux does. */
        unlock(file);
        status = -EWOULDBLOCK;
        if (wait)
            status =
                WAIT_EVENT(&flock_wait, try_lock(file, exclusive, &fresh), WAIT_FOREVER, WAIT_INTERRUPTIBLE);
    }
    kfree(fresh);
    return status;
}

SYSCALL(flock)(int descriptor, int operation)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = 0;
    int kind = operation & ~LOCK_NB;
    if ((file->flags & O_PATH) || file->vnode == NULL)
        status = -EBADF;
    else if (kind == LOCK_UN)
        unlock(file);
    else if (kind == LOCK_SH || kind == LOCK_EX)
        status = lock(file, kind == LOCK_EX, !(operation & LOCK_NB));
    else
        status = -EINVAL;
    file_put(file);
    return status;
}
