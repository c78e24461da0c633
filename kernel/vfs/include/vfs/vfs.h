/* SPDX-License-Identifier: MIT */
/*
 * Files. A vnode is a file in a file system; a struct file is an opening of it (Linux's "open file description"), which may
 * have several descriptors. Paths are resolved through a cache of names kept on each directory's vnode.
 */
#pragma once

#include <abi/stat.h>
#include <core/set.h>
#include <sched/lock.h>
#include <sched/wait.h>
#include <vfs/cache.h>

struct file;
struct file_ops;
struct mount;
struct vnode;

/** Passes one directory entry on; false: the caller's buffer is full, stop before this entry. `type` is DT_*. */
typedef bool (*dirent_emit)(void *context, const char *name, size_t length, uint64_t inode, unsigned type, uint64_t next_cookie);

/** What a file system does. NULL means: not possible here (the proper errno is given by vfs). All are called with the vnode's
 * lock held (for directory operations that of the directory) and return 0 or a negative errno unless said otherwise. */
struct vnode_ops {
    /** Gives a new reference in *found, or -ENOENT. */
    int (*lookup)(struct vnode *directory, const char *name, size_t length, struct vnode **found);
    /** A new file of the type and permissions in `mode` (S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK, S_IFCHR with `device`). */
    int (*create)(struct vnode *directory, const char *name, size_t length, uint32_t mode, uint64_t device, struct vnode **created);
    int (*symlink)(struct vnode *directory, const char *name, size_t length, const char *target);
    int (*link)(struct vnode *directory, const char *name, size_t length, struct vnode *target);
    /** Removes a name: of a file, or of an empty directory (`vnode` says which; -ENOTEMPTY). */
    int (*unlink)(struct vnode *directory, const char *name, size_t length, struct vnode *vnode);
    int (*rename)(struct vnode *from, const char *name, size_t length, struct vnode *to, const char *new_name, size_t new_length);
    /** Emits entries from `cookie` on (0: the start); `.` and `..` are vfs's. */
    int (*readdir)(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context);
    /** Up to `size` bytes of the target, not 0-terminated; returns the count. */
    ssize64_t (*readlink)(struct vnode *vnode, char *buffer, size_t size);
    /** Fills `count` consecutive page-cache frames from page `index` on, zeroes behind the end of the file. Without the vnode's
     * lock. When NULL, a page that is not in the cache is zeroes and stays (ramfs). */
    int (*read_pages)(struct vnode *vnode, uint64_t index, void *const *pages, unsigned count);
    /** Called after the size was checked, before it is changed; NULL on read-only file systems. */
    int (*truncate)(struct vnode *vnode, uint64_t size);
    int (*setattr)(struct vnode *vnode, const struct vnode_attributes *attributes);
    /** Adds to what vfs filled in already. */
    void (*getattr)(struct vnode *vnode, struct stat *stat);
    /** Gives file operations other than the regular ones (devices, procfs). `file->ops` is set by it. */
    int (*open)(struct vnode *vnode, struct file *file);
    /** The last reference went and no name is left, or the file system does not keep its vnodes. */
    void (*release)(struct vnode *vnode);
};

struct vnode {
    const struct vnode_ops *ops;
    struct mount *mount;
    uint32_t references; /* atomic */
    uint32_t mode;       /* S_IFMT and permissions; under lock */
    uint32_t uid, gid;
    uint32_t links;
    uint64_t inode;
    uint64_t size;   /* bytes; under lock, read without it for estimates */
    uint64_t device; /* of S_IFCHR: as stat has it in st_rdev */
    uint64_t atime_ns, mtime_ns, ctime_ns;
    struct mutex lock;
    struct page_cache pages; /* of regular files */
    struct mount *mounted_here;
    void *data; /* the file system's */
};

/** Operations of an open file. NULL: the proper errno. */
struct file_ops {
    /** Both move bytes at *position and advance it. `buffer` is the program's (or the kernel's when it calls file_read_kernel). */
    ssize64_t (*read)(struct file *file, void *buffer, size_t size, uint64_t *position);
    ssize64_t (*write)(struct file *file, const void *buffer, size_t size, uint64_t *position);
    int64_t (*seek)(struct file *file, int64_t offset, int whence);
    long (*ioctl)(struct file *file, unsigned long request, unsigned long argument);
    /** The POLL* events that hold now; registers on wait queues by poll_register(table, queue) when `table` is not NULL. */
    uint32_t (*poll)(struct file *file, struct poll_table *table);
    /** The last descriptor and mapping went. */
    void (*release)(struct file *file);
};

struct file {
    const struct file_ops *ops;
    struct vnode *vnode; /* referenced; NULL only for files without a name of any kind */
    uint32_t references; /* atomic */
    uint32_t flags;      /* O_ACCMODE, O_APPEND, O_NONBLOCK, ...; atomic */
    uint64_t position;   /* under position_lock */
    struct mutex position_lock;
    char *path; /* as opened, absolute, for /proc/self/fd and maps; owned; may be NULL */
    void *data; /* the operations' own */
    uint64_t read_ahead_next; /* where a sequential reader would go on, in pages */
    uint32_t read_ahead_pages;
};

struct poll_table;
void poll_register(struct poll_table *table, struct wait_queue *queue);

/** A file system type; registers with SET_ADD(filesystem, struct filesystem, name). */
struct filesystem {
    const char *name; /* as in /proc/filesystems: "rofs" */
    bool needs_device;
    uint64_t magic; /* statfs f_type */
    /** `source` is the block device's name, or NULL. Fills root and data. */
    int (*mount)(struct mount *mount, const char *source);
    void (*statfs)(struct mount *mount, struct statfs *statfs);
};

struct mount {
    const struct filesystem *type;
    const char *source, *path;
    struct vnode *root;
    struct vnode *covered; /* NULL for / */
    struct mount *parent;
    bool read_only;
    void *data;
    struct list_node node;
};

/** Mounts a file system type on a directory of the tree ("/": the root, once). 0 or a negative errno. */
int vfs_mount(const char *type, const char *source, const char *path);

/** A vnode with one reference, everything else zero, lock and page cache initialised; NULL: out of memory. */
struct vnode *vnode_create(struct mount *mount, const struct vnode_ops *ops, uint32_t mode, uint64_t inode);
struct vnode *vnode_get(struct vnode *vnode);
void vnode_put(struct vnode *vnode);

/** A new opening with one reference. `path` is copied and may be NULL. Takes its own reference on the vnode. */
int file_create(const struct file_ops *ops, struct vnode *vnode, uint32_t flags, const char *path, struct file **created);
struct file *file_get(struct file *file);
void file_put(struct file *file);

/** Opens as open(2) does, from the kernel; flags O_*, path absolute. */
int must_check vfs_open(const char *path, uint32_t flags, uint32_t mode, struct file **opened);
/** Reads at `offset` into kernel memory, short only at the end of the file; the count or a negative errno. */
ssize64_t file_read_kernel(struct file *file, void *buffer, size_t size, uint64_t offset);

/** The open file behind a descriptor, referenced, or NULL (EBADF). */
struct file *must_check descriptor_get(int descriptor);
/** The lowest free descriptor >= `lowest` for `file` (whose reference moves to the table), or -EMFILE. */
int descriptor_install(struct file *file, int lowest, bool close_on_exec);

/** Sets working directory, and descriptors 0, 1 and 2, before the program starts. 0 or a negative errno. */
int process_files_init(const char *cwd);
