/* SPDX-License-Identifier: MIT */
/*
 * Files. A vnode is a file in a file system. A name is an entry of a directory, kept in a cache: names form
 * the tree that paths are resolved in. A struct file is an opening of a vnode (Linux's "open file
 * description"), which may have several descriptors.
 *
 * Locks: a vnode's lock before the area lock (a copy from or to the program's memory may fault while the
 * vnode's lock is held), the area lock before the page cache's. Nothing takes a vnode's lock under the area
 * lock; file_get and file_put of regular files are allowed there.
 */
#pragma once

#include <abi/fcntl.h>
#include <abi/stat.h>
#include <core/demand.h>
#include <core/set.h>
#include <sched/lock.h>
#include <sched/wait.h>
#include <vfs/cache.h>

struct file;
struct file_ops;
struct iovec;
struct mount;
struct name;
struct poll_table;
struct vnode;

/** Passes one directory entry on; false: the caller's buffer is full, stop before this entry. `type` is DT_*.
 */
typedef bool (*dirent_emit)(void *context, const char *name, size_t length, uint64_t inode, unsigned type,
                            uint64_t next_cookie);

#define ATTRIBUTE_MODE 1u
#define ATTRIBUTE_UID 2u
#define ATTRIBUTE_GID 4u
#define ATTRIBUTE_ATIME 8u
#define ATTRIBUTE_MTIME 16u

/** What chmod, chown and utimensat change; `valid` says which. */
struct vnode_attributes {
    uint32_t valid;
    uint32_t mode; /* permission bits only */
    uint32_t uid, gid;
    uint64_t atime_ns, mtime_ns;
};

/** What a file system does. NULL means: not possible here (the proper errno is given by vfs). All are called
 * with the vnode's lock held (for directory operations that of the directory) and return 0 or a negative
 * errno unless said otherwise. */
struct vnode_ops {
    /** Gives a new reference in *found, or -ENOENT. */
    int (*lookup)(struct vnode *directory, const char *name, size_t length, struct vnode **found);
    /** A new file of the type and permissions in `mode` (S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK); the name is
     * not there yet. Gives a new reference. */
    int (*create)(struct vnode *directory, const char *name, size_t length, uint32_t mode,
                  struct vnode **created);
    int (*symlink)(struct vnode *directory, const char *name, size_t length, const char *target);
    int (*link)(struct vnode *directory, const char *name, size_t length, struct vnode *target);
    /** Removes a name: of a file, or of an empty directory (`vnode` says which; -ENOTEMPTY). */
    int (*unlink)(struct vnode *directory, const char *name, size_t length, struct vnode *vnode);
    /** Moves a name; one that is there already is replaced (`replaced` is its vnode, of a fitting type, else
     * NULL; -ENOTEMPTY). Both directories are locked. */
    int (*rename)(struct vnode *from, const char *name, size_t length, struct vnode *to, const char *new_name,
                  size_t new_length, struct vnode *replaced);
    /** Swaps what two names stand for. */
    int (*exchange)(struct vnode *a, const char *name_a, size_t length_a, struct vnode *b, const char *name_b,
                    size_t length_b);
    /** Emits entries from `cookie` on (0: the start); `.` and `..` are vfs's. */
    int (*readdir)(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context);
    /** Up to `size` bytes of the target, not 0-terminated; returns the count. */
    ssize64_t (*readlink)(struct vnode *vnode, char *buffer, size_t size);
    /** For links that lead to an open file and not to a path (/proc/self/fd/N); a reference. Without the
     * vnode's lock. */
    int (*follow)(struct vnode *vnode, struct file **target);
    /** Fills `count` consecutive page-cache frames from page `index` on, zeroes behind the end of the file.
     * Without the vnode's lock. When NULL, a page that is not in the cache is zeroes and stays (ramfs). */
    int (*read_pages)(struct vnode *vnode, uint64_t index, void *const *pages, unsigned count);
    /** Changes what the file system keeps for a new size; vfs then sets `size` and drops pages. NULL:
     * read-only. */
    int (*truncate)(struct vnode *vnode, uint64_t size);
    /** Changes what the file system keeps; vfs then sets the vnode's fields. NULL: read-only. */
    int (*setattr)(struct vnode *vnode, const struct vnode_attributes *attributes);
    /** Adds to what vfs filled in already. */
    void (*getattr)(struct vnode *vnode, struct stat *stat);
    /** Gives file operations other than the regular ones (devices, procfs): sets file->ops. Without the
     * vnode's lock. */
    int (*open)(struct vnode *vnode, struct file *file);
    /** The last reference went. Takes no vnode's lock: it may be called under the area lock. Page cache and
     * memory of the vnode are given back by vfs afterwards. */
    void (*release)(struct vnode *vnode);
};

/** In place of a time of a vnode: the moment of boot, worked out when somebody asks. */
#define VNODE_TIME_BOOT UINT64_MAX

struct vnode {
    const struct vnode_ops *ops;
    struct mount *mount; /* NULL: of no file system (pipes and the like) */
    uint32_t references; /* atomic */
    uint32_t mode;       /* S_IFMT and permissions; under lock */
    uint32_t uid, gid;   /* under lock */
    uint32_t links;      /* under lock */
    uint64_t inode;
    uint64_t size;                         /* bytes; written under lock, read without */
    uint64_t device;                       /* of S_IFCHR: as stat has it in st_rdev */
    uint64_t atime_ns, mtime_ns, ctime_ns; /* under lock */
    struct mutex lock;
    struct page_cache pages; /* of regular files */
    void *special;           /* the pipe of an S_IFIFO while it is open; under lock */
    void *file_locks;        /* flock.c's, under its lock */
    void *data;              /* the file system's */
};

/** Operations of an open file. NULL: the proper errno. The buffers may be the program's (checked to lie in
 * its half) or the kernel's: copy by user_copy_partial. What programs do not call may be declared for a use
 * (core/demand.h): read of what is no regular file for file_read, poll for file_poll. */
struct file_ops {
    /** Both move bytes at *position and advance it; a count or a negative errno. */
    ssize64_t (*read)(struct file *file, void *buffer, size_t size, uint64_t *position);
    ssize64_t (*write)(struct file *file, const void *buffer, size_t size, uint64_t *position);
    /** The same for several pieces as one, of files where it makes a difference (messages); NULL: each piece
     * goes by itself. */
    ssize64_t (*read_vectors)(struct file *file, const struct iovec *vectors, size_t count);
    ssize64_t (*write_vectors)(struct file *file, const struct iovec *vectors, size_t count);
    /** As write_vectors, each piece in a page of the page cache, which is pinned during the call; a pin of
     * its own (cache_hold) lets the file keep one longer. For file_pages. NULL: pieces are copied. */
    ssize64_t (*write_pages)(struct file *file, const struct iovec *vectors, struct cache_page *const *pages,
                             size_t count);
    /** NULL: the file is a stream, it has no position. */
    int64_t (*seek)(struct file *file, int64_t offset, int whence);
    long (*ioctl)(struct file *file, unsigned long request, unsigned long argument);
    /** The POLL* events that hold now; registers on wait queues by poll_register(table, queue) when `table`
     * is not NULL. NULL: always ready, as regular files are. */
    uint32_t (*poll)(struct file *file, struct poll_table *table);
    /** The last descriptor and mapping went. */
    void (*release)(struct file *file);
    /** mmap(2) of it: true gives zeroes, as MAP_ANONYMOUS does (/dev/zero). Only regular files and those
     * with this flag can be mapped. */
    bool mmap_anonymous;
};

struct file {
    const struct file_ops *ops;
    struct vnode *vnode; /* referenced; NULL only for files without a name of any kind (eventfd, epoll) */
    struct name *name;   /* referenced; NULL: `path` tells what it is */
    uint32_t references; /* atomic */
    uint32_t flags;      /* O_ACCMODE, O_APPEND, O_NONBLOCK, ...; atomic */
    uint64_t position;   /* under position_lock */
    struct mutex position_lock;
    char *path; /* of files without a name: "pipe:[3]", "anon_inode:[eventfd]"; owned; use file_path */
    void *data; /* the operations' own */
    struct list_node watchers; /* epoll's, under its lock; emptied when the file goes */
    uint64_t read_ahead_next;  /* where a sequential reader would go on, in pages; a hint, unlocked */
    uint32_t read_ahead_pages;
};

/** Whether who would have to wait is told so instead. */
static inline bool file_nonblocking(const struct file *file)
{
    return __atomic_load_n(&file->flags, __ATOMIC_RELAXED) & O_NONBLOCK;
}

/** Puts the table's thread on `queue` until its poll ends; for file_ops.poll. `table` may be NULL. */
void poll_register(struct poll_table *table, struct wait_queue *queue);

#define MOUNT_PROBLEM_SIZE 192

/** A file system type; registers with SET_ADD(filesystem, struct filesystem, name). */
struct filesystem {
    const char *name; /* as in /proc/filesystems: "rofs" */
    bool needs_device;
    bool read_only;
    /** Names come and go by themselves (procfs): they are looked up each time. */
    bool uncached_names;
    uint64_t magic; /* statfs f_type */
    /** `source` is the block device's name, or NULL. Fills root (a reference) and data. When something is
     * wrong with what it mounts, it may say so in `problem`, MOUNT_PROBLEM_SIZE bytes. */
    int (*mount)(struct mount *mount, const char *source, char *problem);
    /** Adds to what vfs filled in already (f_type, f_namelen, f_flags). */
    void (*statfs)(struct mount *mount, struct statfs *statfs);
};

struct mount {
    const struct filesystem *type;
    const char *source, *path; /* constant strings */
    struct vnode *root;
    struct name *root_name;
    struct name *covered; /* the name in the parent file system; NULL for / */
    bool read_only;
    unsigned id; /* st_dev */
    /** Frames that its memory-backed files hold, and how many they may (0: no limit); under the page cache's
     * lock. */
    uint64_t page_count, page_limit;
    void *data;
    struct list_node node;
};

/** Mounts a file system type on a path of the tree ("/": the root, once); the path need not exist, but the
 * directory above it must. `type`, `source` and `path` stay. 0 or a negative errno; then `problem`
 * (MOUNT_PROBLEM_SIZE bytes) has a text, perhaps empty. */
int vfs_mount(const char *type, const char *source, const char *path, char *problem);
/** All mounts in order of mounting, / first. Written in the stage `root` only. */
extern struct list_node mount_list;
/** The mount that another one, which is not /, is mounted in. */
const struct mount *mount_above(const struct mount *mount);

/** A vnode with one reference, everything else zero, lock and page cache initialised, times set to now; NULL:
 * out of memory. `mount` may be NULL. */
struct vnode *vnode_create(struct mount *mount, const struct vnode_ops *ops, uint32_t mode, uint64_t inode);
static inline struct vnode *vnode_get(struct vnode *vnode)
{
    __atomic_fetch_add(&vnode->references, 1, __ATOMIC_RELAXED);
    return vnode;
}
void vnode_put(struct vnode *vnode);

/** A new opening with one reference, for files that are not opened by path. `path` is what /proc/self/fd
 * shows, copied, and may be NULL. Takes its own reference on the vnode, which may be NULL. 0 or -ENOMEM. */
int file_create(const struct file_ops *ops, struct vnode *vnode, uint32_t flags, const char *path,
                struct file **created);
static inline struct file *file_get(struct file *file)
{
    __atomic_fetch_add(&file->references, 1, __ATOMIC_RELAXED);
    return file;
}
void file_put(struct file *file);
/** The file's path, 0-terminated and cut to `size`, with " (deleted)" behind it as /proc has it when its name
 * is gone; returns its length. Does not sleep. */
size_t file_path(const struct file *file, char *buffer, size_t size);

/** Makes a file of a type without contents (S_IFSOCK) where `path`, a kernel's text, leads, from the working
 * directory on if it is relative, as mknod(2) does. A reference in *created; -EEXIST among the errors. */
int must_check vfs_make_node(const char *path, uint32_t mode, struct vnode **created);
/** The vnode that such a path leads to, referenced. */
int must_check vfs_lookup(const char *path, struct vnode **found);

/** Opens as open(2) does, from the kernel; flags O_*, path absolute. */
int must_check vfs_open(const char *path, uint32_t flags, uint32_t mode, struct file **opened);
/** file_ops.seek of what has no length to count from: directories, whose cookies can be gone back to, and
 * texts that are made while they are read. */
int64_t file_seek_without_end(struct file *file, int64_t offset, int whence);

/** Reads at `offset` into kernel memory, short only at the end of the file; the count or a negative errno. */
ssize64_t file_read_kernel(struct file *file, void *buffer, size_t size, uint64_t offset);

/** The open file behind a descriptor, referenced, or NULL (EBADF). Gives files opened with O_PATH too. */
struct file *must_check descriptor_get(int descriptor);
/** The lowest free descriptor >= `lowest` for `file`, or -EMFILE, -ENOMEM. The caller's reference moves to
 * the table, or goes if there can be no descriptor. */
int descriptor_install(struct file *file, int lowest, bool close_on_exec);
/** A descriptor for a new file of no vnode, for reading and writing; `flags` are O_NONBLOCK and O_CLOEXEC.
 * `data`, which kmalloc gave, is the file's, or goes if there can be none. -ENOMEM, -EMFILE. */
int descriptor_create(const struct file_ops *ops, void *data, uint32_t flags, const char *path);
/** close(2). */
int descriptor_close(int descriptor);
/** RLIMIT_NOFILE: descriptors are below the first; the second bounds what it can be raised to. Written by
 * setrlimit. */
extern uint32_t descriptor_limit;
#define DESCRIPTOR_LIMIT_MAX 1048576u
/** The lowest open descriptor from `from` on, or -1. */
int descriptor_next(int from);
/** How many table slots there are (FDSize of /proc/self/status). */
unsigned descriptor_table_size(void);

/** A device in /dev; registers with SET_ADD(device_file, struct device_file, name). */
struct device_file {
    const char *name;
    uint32_t permissions;
    uint64_t device; /* DEVICE_NUMBER(major, minor) */
    /** Sets file->ops. 0 or a negative errno. */
    int (*open)(struct file *file);
};

/** The working directory's path, 0-terminated and cut to `size`; its length. */
size_t vfs_working_directory(char *buffer, size_t size);
/** Sets working directory, and descriptors 0, 1 and 2, before the program starts. 0 or a negative errno. */
int process_files_init(const char *cwd);
