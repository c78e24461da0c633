/* SPDX-License-Identifier: MIT */
/* Changing what stat shows: chmod(2), chown(2), utimensat(2), truncate(2), fallocate(2); and extended
 * attributes, of which there are none. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <mm/user.h>
#include <time/clock.h>

#include "file.h"
#include "walk.h"

/* Has the file system change what it keeps, then changes the vnode. */
static int set_attributes(struct vnode *vnode, const struct vnode_attributes *attributes)
{
    if (vnode == NULL) return -EINVAL;
    if (vnode->mount != NULL && vnode->mount->read_only) return -EROFS;
    if (vnode->ops->setattr == NULL) return -EPERM;
    mutex_lock(&vnode->lock);
    int status = vnode->ops->setattr(vnode, attributes);
    if (status == 0) {
        if (attributes->valid & ATTRIBUTE_MODE)
            vnode->mode = (vnode->mode & S_IFMT) | (attributes->mode & 07777);
        if (attributes->valid & ATTRIBUTE_UID) vnode->uid = attributes->uid;
        if (attributes->valid & ATTRIBUTE_GID) vnode->gid = attributes->gid;
        if (attributes->valid & ATTRIBUTE_ATIME) vnode->atime_ns = attributes->atime_ns;
        if (attributes->valid & ATTRIBUTE_MTIME) vnode->mtime_ns = attributes->mtime_ns;
        vnode->ctime_ns = clock_realtime_ns();
    }
    mutex_unlock(&vnode->lock);
    return status;
}

static int set_by_path(int directory, const char *path, unsigned flags,
                       const struct vnode_attributes *attributes)
{
    struct walk walk;
    int status = walk_user(&walk, directory, path, flags);
    if (status == 0) status = set_attributes(walk_vnode(&walk), attributes);
    walk_end(&walk);
    return status;
}

static int set_by_descriptor(int descriptor, const struct vnode_attributes *attributes)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = file->flags & O_PATH ? -EBADF : set_attributes(file->vnode, attributes);
    file_put(file);
    return status;
}

SYSCALL(fchmodat)(int directory, const char *path, uint32_t mode)
{
    struct vnode_attributes attributes = {.valid = ATTRIBUTE_MODE, .mode = mode};
    return set_by_path(directory, path, WALK_FOLLOW, &attributes);
}

SYSCALL(chmod)(const char *path, uint32_t mode)
{
    return sys_fchmodat(AT_FDCWD, path, mode);
}

SYSCALL(fchmod)(int descriptor, uint32_t mode)
{
    struct vnode_attributes attributes = {.valid = ATTRIBUTE_MODE, .mode = mode};
    return set_by_descriptor(descriptor, &attributes);
}

/* -1 leaves an owner as it is. */
static struct vnode_attributes owner(uint32_t uid, uint32_t gid)
{
    uint32_t valid = (uid != UINT32_MAX ? ATTRIBUTE_UID : 0) | (gid != UINT32_MAX ? ATTRIBUTE_GID : 0);
    return (struct vnode_attributes){.valid = valid, .uid = uid, .gid = gid};
}

SYSCALL(fchownat)(int directory, const char *path, uint32_t uid, uint32_t gid, int flags)
{
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    struct vnode_attributes attributes = owner(uid, gid);
    unsigned walk_flags =
        (flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    return set_by_path(directory, path, walk_flags, &attributes);
}

SYSCALL(chown)(const char *path, uint32_t uid, uint32_t gid)
{
    return sys_fchownat(AT_FDCWD, path, uid, gid, 0);
}

SYSCALL(lchown)(const char *path, uint32_t uid, uint32_t gid)
{
    return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

SYSCALL(fchown)(int descriptor, uint32_t uid, uint32_t gid)
{
    struct vnode_attributes attributes = owner(uid, gid);
    return set_by_descriptor(descriptor, &attributes);
}

/* One of the two times of utimensat. */
static int take_time(struct vnode_attributes *attributes, uint32_t which, uint64_t *ns,
                     const struct timespec *time)
{
    if (time->tv_nsec == UTIME_OMIT) return 0;
    attributes->valid |= which;
    if (time->tv_nsec == UTIME_NOW) {
        *ns = clock_realtime_ns();
        return 0;
    }
    if (time->tv_nsec < 0 || time->tv_nsec >= (int64_t)NS_PER_SECOND) return -EINVAL;
    /* Before 1970, and after 2554, is as far as we can tell. */
    uint64_t seconds = time->tv_sec < 0 ? 0 : (uint64_t)time->tv_sec;
    *ns = seconds >= UINT64_MAX / NS_PER_SECOND ? UINT64_MAX
                                                : seconds * NS_PER_SECOND + (uint64_t)time->tv_nsec;
    return 0;
}

/* `times` are access and modification, NULL: both now. `path` NULL means the descriptor itself. */
static int set_times(int directory, const char *path, const struct timespec *times, int flags)
{
    static const struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    struct vnode_attributes attributes = {.valid = 0};
    if (times == NULL) times = now;
    int status = take_time(&attributes, ATTRIBUTE_ATIME, &attributes.atime_ns, &times[0]);
    if (status == 0) status = take_time(&attributes, ATTRIBUTE_MTIME, &attributes.mtime_ns, &times[1]);
    if (status != 0) return status;
    if (path == NULL && directory != AT_FDCWD) return set_by_descriptor(directory, &attributes);
    unsigned walk_flags =
        (flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    return set_by_path(directory, path, walk_flags, &attributes);
}

SYSCALL(utimensat)(int directory, const char *path, const struct timespec *user_times, int flags)
{
    struct timespec times[2];
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    if (user_times != NULL && copy_from_user(times, user_times, sizeof(times)) != 0) return -EFAULT;
    return set_times(directory, path, user_times != NULL ? times : NULL, flags);
}

SYSCALL(futimesat)(int directory, const char *path, const struct timeval *user_times)
{
    struct timeval pair[2];
    struct timespec times[2];
    if (user_times == NULL) return set_times(directory, path, NULL, 0);
    if (copy_from_user(pair, user_times, sizeof(pair)) != 0) return -EFAULT;
    for (int i = 0; i < 2; i++) {
        if (pair[i].tv_usec < 0 || pair[i].tv_usec >= 1000000) return -EINVAL;
        times[i] = (struct timespec){pair[i].tv_sec, pair[i].tv_usec * (int64_t)NS_PER_US};
    }
    return set_times(directory, path, times, 0);
}

SYSCALL(utimes)(const char *path, const struct timeval *times)
{
    return sys_futimesat(AT_FDCWD, path, times);
}

SYSCALL(utime)(const char *path, const int64_t *user_times)
{
    int64_t seconds[2];
    if (user_times == NULL) return set_times(AT_FDCWD, path, NULL, 0);
    if (copy_from_user(seconds, user_times, sizeof(seconds)) != 0) return -EFAULT;
    struct timespec times[2] = {{seconds[0], 0}, {seconds[1], 0}};
    return set_times(AT_FDCWD, path, times, 0);
}

static int resize(struct vnode *vnode, int64_t size)
{
    if (size < 0 || vnode == NULL) return -EINVAL;
    if (vnode->mount != NULL && vnode->mount->read_only) return -EROFS;
    mutex_lock(&vnode->lock);
    int status = vnode_set_size(vnode, (uint64_t)size);
    mutex_unlock(&vnode->lock);
    return status;
}

SYSCALL(truncate)(const char *path, int64_t size)
{
    struct walk walk;
    int status = walk_user(&walk, AT_FDCWD, path, WALK_FOLLOW);
    if (status == 0) status = resize(walk_vnode(&walk), size);
    walk_end(&walk);
    return status;
}

SYSCALL(ftruncate)(int descriptor, int64_t size)
{
    struct file *file;
    int status = file_for(descriptor, O_WRONLY, &file);
    if (status != 0) return status == -EBADF ? -EINVAL : status;
    status = resize(file->vnode, size);
    file_put(file);
    return status;
}

/* Memory is not set aside before it is written: what fallocate promises then holds as far as memory lasts.
 * Holes are not punched. */
SYSCALL(fallocate)(int descriptor, int mode, int64_t offset, int64_t length)
{
    int64_t end;
    if (offset < 0 || length <= 0) return -EINVAL;
    if (__builtin_add_overflow(offset, length, &end)) return -EFBIG;
    if (mode & ~FALLOC_FL_KEEP_SIZE) return -EOPNOTSUPP;
    struct file *file;
    int status = file_for(descriptor, O_WRONLY, &file);
    if (status != 0) return status;
    struct vnode *vnode = file->vnode;
    if (file->ops != &regular_file_ops) {
        status = file->ops->seek == NULL ? -ESPIPE : -ENODEV;
    } else {
        mutex_lock(&vnode->lock);
        if (!(mode & FALLOC_FL_KEEP_SIZE) && (uint64_t)end > vnode->size)
            status = vnode_set_size(vnode, (uint64_t)end);
        mutex_unlock(&vnode->lock);
    }
    file_put(file);
    return status;
}
