/* SPDX-License-Identifier: MIT */
/*
 * rename(2). One rename at a time: so the tree above the two directories stands still while it is looked at,
 * and a directory cannot be moved below itself. Of the two directories the one above is locked first, as
 * elsewhere a directory is locked before one in it; if neither is above the other, the one at the lower
 * address.
 */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "file.h"
#include "walk.h"

static struct mutex rename_lock = MUTEX_INIT(rename_lock);

static void lock_both(const struct name *from, const struct name *to)
{
    struct mutex *first = &name_vnode(from)->lock, *second = &name_vnode(to)->lock;
    if (first == second) {
        mutex_lock(first);
        return;
    }
    bool swap = name_is_below(from, to) || (!name_is_below(to, from) && from > to);
    mutex_lock(swap ? second : first);
    mutex_lock(swap ? first : second);
}

static void unlock_both(struct vnode *a, struct vnode *b)
{
    mutex_unlock(&a->lock);
    if (a != b) mutex_unlock(&b->lock);
}

struct rename {
    struct walk from, to;
    struct name *old, *new;
    unsigned flags;
};

/* Whether it may be done, as rename(2) has the errors. 1: both are the same file, and nothing is to do. */
static int check(const struct rename *r)
{
    const struct vnode *old = name_vnode(r->old), *new = name_vnode(r->new);
    if (r->old->mounted != NULL || r->new->mounted != NULL) return -EBUSY;
    if (old == NULL) return -ENOENT;
    if ((r->from.slash || (r->to.slash && new == NULL)) && !S_ISDIR(old->mode)) return -ENOTDIR;
    if (new == NULL && (r->flags & RENAME_EXCHANGE)) return -ENOENT;
    if (new != NULL && (r->flags & RENAME_NOREPLACE)) return -EEXIST;
    if (r->from.at->mount->read_only) return -EROFS;
    if (name_is_below(r->to.at, r->old)) return -EINVAL;
    if (name_is_below(r->from.at, r->new)) return r->flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
    if (old == new) return 1;
    if (new == NULL || (r->flags & RENAME_EXCHANGE)) return 0;
    if (S_ISDIR(old->mode) && !S_ISDIR(new->mode)) return -ENOTDIR;
    if (!S_ISDIR(old->mode) && S_ISDIR(new->mode)) return -EISDIR;
    return 0;
}

static int move(struct rename *r, struct vnode *from, struct vnode *to)
{
    /* The name's new text is allocated first, so that nothing can fail after the file system has done it. */
    char *text = kstrdup(r->to.last, r->to.last_length);
    if (text == NULL) return -ENOMEM;
    int status = from->ops->rename(from, r->from.last, r->from.last_length, to, r->to.last, r->to.last_length,
                                   name_vnode(r->new));
    if (status != 0) {
        kfree(text);
        return status;
    }
    name_deleted(r->new);
    name_moved(r->old, r->to.at, text, r->to.last_length);
    return 0;
}

static int exchange(struct rename *r, struct vnode *from, struct vnode *to)
{
    char *text_of_old = kstrdup(r->from.last, r->from.last_length);
    char *text_of_new = kstrdup(r->to.last, r->to.last_length);
    int status = text_of_old == NULL || text_of_new == NULL ? -ENOMEM : 0;
    if (status == 0)
        status =
            from->ops->exchange(from, r->from.last, r->from.last_length, to, r->to.last, r->to.last_length);
    if (status == 0) {
        name_exchanged(r->old, r->new, text_of_old, text_of_new);
    } else {
        kfree(text_of_old);
        kfree(text_of_new);
    }
    return status;
}

static int rename_locked(struct rename *r, struct vnode *from, struct vnode *to)
{
    int status = name_lookup_locked(r->from.at, r->from.last, r->from.last_length, &r->old);
    if (status == 0) status = name_lookup_locked(r->to.at, r->to.last, r->to.last_length, &r->new);
    if (status == 0) status = check(r);
    if (status != 0) return MIN(status, 0);
    if (r->flags & RENAME_EXCHANGE)
        status = from->ops->exchange != NULL ? exchange(r, from, to) : -EINVAL;
    else
        status = from->ops->rename != NULL ? move(r, from, to) : -EPERM;
    if (status == 0) {
        vnode_touch(from);
        vnode_touch(to);
    }
    return status;
}

static int rename_walked(struct rename *r)
{
    int status = r->from.file != NULL || r->to.file != NULL ? -ENOTDIR : walk_parent(&r->from);
    if (status == 0) status = walk_parent(&r->to);
    if (status != 0) return status;
    if (r->from.kind != WALK_NAME || r->to.kind != WALK_NAME) return -EBUSY;
    if (r->from.at->mount != r->to.at->mount) return -EXDEV;
    struct vnode *from = name_vnode(r->from.at), *to = name_vnode(r->to.at);
    mutex_lock(&rename_lock);
    lock_both(r->from.at, r->to.at);
    status = rename_locked(r, from, to);
    unlock_both(from, to);
    mutex_unlock(&rename_lock);
    name_put(r->old);
    name_put(r->new);
    return status;
}

SYSCALL(renameat2)(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) || flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
        return -EINVAL;
    /* Two walks are too much for the kernel stack. */
    struct rename *r = kzalloc(sizeof(*r));
    if (r == NULL) return -ENOMEM;
    r->flags = flags;
    int status = walk_begin(&r->from, from_directory, from, 0);
    if (status == 0) status = walk_begin(&r->to, to_directory, to, 0);
    if (status == 0) status = rename_walked(r);
    walk_end(&r->from);
    walk_end(&r->to);
    kfree(r);
    return status;
}

SYSCALL(renameat)(int from_directory, const char *from, int to_directory, const char *to)
{
    return sys_renameat2(from_directory, from, to_directory, to, 0);
}

SYSCALL(rename)(const char *from, const char *to)
{
    return sys_renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
