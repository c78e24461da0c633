/* SPDX-License-Identifier: MIT */
/* stat(2), statx(2), access(2), readlink(2) and statfs(2). */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <time/clock.h>

#include "file.h"
#include "walk.h"

static void put_time(uint64_t time_ns, uint64_t *seconds, uint64_t *nanoseconds)
{
    if (time_ns == VNODE_TIME_BOOT) time_ns = clock_realtime_ns() - clock_monotonic_ns();
    *seconds = time_ns / NS_PER_SECOND;
    *nanoseconds = time_ns % NS_PER_SECOND;
}

/* What is known of any file. `vnode` NULL: one without a name of any kind, which Linux shows without a type
 * too. */
static void fill_stat(struct vnode *vnode, struct stat *stat)
{
    memset(stat, 0, sizeof(*stat));
    stat->st_blksize = PAGE_SIZE;
    USES(file_times);
    if (vnode == NULL) {
        stat->st_mode = 0600;
        stat->st_nlink = 1;
        return;
    }
    mutex_lock(&vnode->lock);
    stat->st_dev = vnode->mount != NULL ? DEVICE_NUMBER(0, vnode->mount->id) : 0;
    stat->st_ino = vnode->inode;
    stat->st_nlink = vnode->links;
    stat->st_mode = vnode->mode;
    stat->st_uid = vnode->uid;
    stat->st_gid = vnode->gid;
    stat->st_rdev = vnode->device;
    stat->st_size = (int64_t)vnode->size;
    stat->st_blocks = (int64_t)(vnode->size + 511) / 512;
    put_time(vnode->atime_ns, &stat->st_atime, &stat->st_atime_nsec);
    put_time(vnode->mtime_ns, &stat->st_mtime, &stat->st_mtime_nsec);
    put_time(vnode->ctime_ns, &stat->st_ctime, &stat->st_ctime_nsec);
    if (vnode->ops->getattr != NULL) vnode->ops->getattr(vnode, stat);
    mutex_unlock(&vnode->lock);
}

static unsigned walk_flags(int flags)
{
    return (flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
}

static int stat_path(int directory, const char *path, int flags, struct stat *stat)
{
    struct walk walk;
    int status = walk_user(&walk, directory, path, walk_flags(flags));
    if (status == 0) fill_stat(walk_vnode(&walk), stat);
    walk_end(&walk);
    return status;
}

static int stat_descriptor(int descriptor, struct stat *stat)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    fill_stat(file->vnode, stat);
    file_put(file);
    return 0;
}

SYSCALL(fstat)(int descriptor, struct stat *buffer)
{
    struct stat stat;
    int status = stat_descriptor(descriptor, &stat);
    return status != 0 ? status : copy_to_user(buffer, &stat, sizeof(stat));
}

SYSCALL(newfstatat)(int directory, const char *path, struct stat *buffer, int flags)
{
    struct stat stat;
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT)) return -EINVAL;
    int status = stat_path(directory, path, flags, &stat);
    return status != 0 ? status : copy_to_user(buffer, &stat, sizeof(stat));
}

SYSCALL(stat)(const char *path, struct stat *buffer)
{
    return sys_newfstatat(AT_FDCWD, path, buffer, 0);
}

SYSCALL(lstat)(const char *path, struct stat *buffer)
{
    return sys_newfstatat(AT_FDCWD, path, buffer, AT_SYMLINK_NOFOLLOW);
}

static struct statx_timestamp timestamp(uint64_t seconds, uint64_t ns)
{
    return (struct statx_timestamp){(int64_t)seconds, (uint32_t)ns, 0};
}

/* The same facts in the newer shape. The time of birth is not known, and `stx_mask` says so. */
static int give_statx(const struct stat *stat, struct statx *buffer)
{
    struct statx statx = {
        .stx_mask = STATX_BASIC_STATS,
        .stx_blksize = (uint32_t)stat->st_blksize,
        .stx_nlink = (uint32_t)stat->st_nlink,
        .stx_uid = stat->st_uid,
        .stx_gid = stat->st_gid,
        .stx_mode = (uint16_t)stat->st_mode,
        .stx_ino = stat->st_ino,
        .stx_size = (uint64_t)stat->st_size,
        .stx_blocks = (uint64_t)stat->st_blocks,
        .stx_atime = timestamp(stat->st_atime, stat->st_atime_nsec),
        .stx_ctime = timestamp(stat->st_ctime, stat->st_ctime_nsec),
        .stx_mtime = timestamp(stat->st_mtime, stat->st_mtime_nsec),
        .stx_rdev_major = DEVICE_MAJOR(stat->st_rdev),
        .stx_rdev_minor = DEVICE_MINOR(stat->st_rdev),
        .stx_dev_major = DEVICE_MAJOR(stat->st_dev),
        .stx_dev_minor = DEVICE_MINOR(stat->st_dev),
    };
    return copy_to_user(buffer, &statx, sizeof(statx));
}

SYSCALL(statx)(int directory, const char *path, int flags, uint32_t mask, struct statx *buffer)
{
    struct stat stat;
    if ((mask & STATX_RESERVED) || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE ||
        (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE)))
        return -EINVAL;
    int status = stat_path(directory, path, flags, &stat);
    return status != 0 ? status : give_statx(&stat, buffer);
}

/* As root may do everything, what is left is that a file can be run only if somebody may run it, and that
 * what is mounted read-only cannot be written. */
SYSCALL(faccessat2)(int directory, const char *path, int mode, int flags)
{
    if ((mode & ~(R_OK | W_OK | X_OK)) || (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)))
        return -EINVAL;
    struct walk walk;
    int status = walk_user(&walk, directory, path, walk_flags(flags));
    const struct vnode *vnode = status == 0 ? walk_vnode(&walk) : NULL;
    if (vnode != NULL) {
        bool plain = S_ISREG(vnode->mode) || S_ISDIR(vnode->mode);
        if ((mode & W_OK) && plain && vnode->mount != NULL && vnode->mount->read_only)
            status = -EROFS;
        else if ((mode & X_OK) && !S_ISDIR(vnode->mode) && !(vnode->mode & 0111))
            status = -EACCES;
    }
    walk_end(&walk);
    return status;
}

SYSCALL(faccessat)(int directory, const char *path, int mode)
{
    return sys_faccessat2(directory, path, mode, 0);
}

SYSCALL(access)(const char *path, int mode)
{
    return sys_faccessat2(AT_FDCWD, path, mode, 0);
}

static long give_link(struct vnode *vnode, char *buffer, size_t size)
{
    if (vnode == NULL || !S_ISLNK(vnode->mode) || vnode->ops->readlink == NULL) return -EINVAL;
    char *target = kmalloc(PATH_MAX);
    if (target == NULL) return -ENOMEM;
    mutex_lock(&vnode->lock);
    ssize64_t length = vnode->ops->readlink(vnode, target, MIN(size, PATH_MAX));
    mutex_unlock(&vnode->lock);
    if (length >= 0 && copy_to_user(buffer, target, (size_t)length) != 0) length = -EFAULT;
    kfree(target);
    return length;
}

SYSCALL(readlinkat)(int directory, const char *path, char *buffer, int size)
{
    if (size <= 0) return -EINVAL;
    struct walk walk;
    long result = walk_user(&walk, directory, path, WALK_EMPTY);
    if (result == 0) result = give_link(walk_vnode(&walk), buffer, (size_t)size);
    walk_end(&walk);
    return result;
}

SYSCALL(readlink)(const char *path, char *buffer, int size)
{
    return sys_readlinkat(AT_FDCWD, path, buffer, size);
}

static int give_statfs(const struct vnode *vnode, struct statfs *buffer)
{
    struct statfs statfs = {
        .f_bsize = PAGE_SIZE, .f_frsize = PAGE_SIZE, .f_namelen = NAME_MAX, .f_flags = ST_VALID};
    struct mount *mount = vnode != NULL ? vnode->mount : NULL;
    if (mount != NULL) {
        statfs.f_type = (int64_t)mount->type->magic;
        statfs.f_flags |= mount->read_only ? ST_RDONLY : 0;
        statfs.f_fsid[0] = mount->id;
        if (mount->type->statfs != NULL) mount->type->statfs(mount, &statfs);
    }
    return copy_to_user(buffer, &statfs, sizeof(statfs));
}

SYSCALL(statfs)(const char *path, struct statfs *buffer)
{
    struct walk walk;
    int status = walk_user(&walk, AT_FDCWD, path, WALK_FOLLOW);
    if (status == 0) status = give_statfs(walk_vnode(&walk), buffer);
    walk_end(&walk);
    return status;
}

SYSCALL(fstatfs)(int descriptor, struct statfs *buffer)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = give_statfs(file->vnode, buffer);
    file_put(file);
    return status;
}
