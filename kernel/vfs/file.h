/* SPDX-License-Identifier: MIT */
/* What the parts of vfs know of files beyond <vfs/vfs.h>. */
#pragma once

#include <abi/fcntl.h>
#include <vfs/vfs.h>

/** A file without operations, one reference; takes references of its own on vnode and name, which may be
 * NULL. NULL: out of memory. */
struct file *file_allocate(struct vnode *vnode, struct name *name, uint32_t flags);

extern const struct file_ops file_ops_none;      /* nothing can be done with it: O_PATH */
extern const struct file_ops regular_file_ops;   /* pages of the page cache */
extern const struct file_ops directory_file_ops; /* its entries are read by getdents */

static inline bool file_readable(const struct file *file)
{
    return (file->flags & O_ACCMODE) != O_WRONLY;
}
static inline bool file_writable(const struct file *file)
{
    return (file->flags & O_ACCMODE) != O_RDONLY;
}

/** The file behind a descriptor for reading, writing or both (`flags`: O_RDONLY, O_WRONLY, O_RDWR; O_PATH:
 * for any use of its contents), referenced, or -EBADF. */
int must_check file_for(int descriptor, uint32_t access, struct file **file);

/** The close-on-exec flag as FD_CLOEXEC or 0, set first if `change`; -EBADF. */
int descriptor_close_on_exec(int descriptor, bool change, bool on);

/** Gives the page in which a regular file has what is at `position`, pinned, for cache_release; NULL: a hole,
 * to be read as zeroes. Returns how many bytes from there on are in the page and the file, at most `size`; 0
 * at the end of the file; or what cache_get fails with. */
ssize64_t regular_borrow(struct file *file, uint64_t position, size_t size, struct cache_page **page);

/** Opens pipes by name (pipe.c). */
int fifo_open(struct vnode *vnode, struct file *file);
DECLARE_DO(pipes, fifo_open);
/** Bytes that fit into a pipe; 0: the file is none. */
uint32_t pipe_capacity(const struct file *file);
DECLARE_DO(pipes, pipe_capacity);

/** The last reference went: epoll forgets it (epoll.c), its flock goes (flock.c). */
void file_unwatch(struct file *file);
DECLARE_DO(epoll, file_unwatch);
void file_locks_drop(struct file *file);
DECLARE_DO(flock, file_locks_drop);

/** Sets the size of a regular file and drops what lies behind it; with the vnode's lock. 0, -EROFS, -EINVAL,
 * -EFBIG, -ENOSPC. */
int must_check vnode_set_size(struct vnode *vnode, uint64_t size);
DECLARE_DO(writable_files, vnode_set_size);
/** Marks a change of contents. With the vnode's lock. */
void vnode_touch(struct vnode *vnode);

/** mkdir(2)'s and open(2)'s mask of permission bits. */
uint32_t process_umask(void);
