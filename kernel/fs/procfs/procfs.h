/* SPDX-License-Identifier: MIT */
/*
 * /proc and /sys are trees of tables (proc.c, sys.c): a directory is a table of nodes, a file is a function
 * that writes its text. Directories whose entries come and go (of descriptors, of threads) bring vnode
 * operations of their own.
 */
#pragma once

#include <vfs/vfs.h>

/** The text of a file as it is made: when it is first read, and again when reading begins anew at its start.
 */
struct proc_text {
    char *bytes;
    size_t length, size;
    int status; /* -ENOMEM once some of it is missing */
    int tid;    /* of the files of a thread: whose they are; else PROCESS_ID */
};

void proc_print(struct proc_text *text, const char *format, ...) printf_like(2, 3);
void proc_append(struct proc_text *text, const void *bytes, size_t length);

struct proc_directory;

struct proc_node {
    const char *name;
    uint32_t mode; /* with S_IFMT */
    /** One of: the contents of a file; ... */
    void (*show)(struct proc_text *text);
    /** ... the entries of a directory; ... */
    const struct proc_directory *directory;
    /** ... the operations of anything else. */
    const struct vnode_ops *ops;
    /** Takes what is written to a file: the count or a negative errno. NULL: it cannot be written to. */
    ssize64_t (*store)(const char *bytes, size_t length, int tid);
};

struct proc_directory {
    const struct proc_node *nodes;
    size_t count;
};

#define PROC_DIRECTORY(table)                                                                                \
    {                                                                                                        \
        table, ARRAY_SIZE(table)                                                                             \
    }
#define PROC_FILE(file_name, function)                                                                       \
    {                                                                                                        \
        .name = file_name, .mode = S_IFREG | 0444, .show = function                                          \
    }
#define PROC_FOLDER(folder_name, table)                                                                      \
    {                                                                                                        \
        .name = folder_name, .mode = S_IFDIR | 0555, .directory = &(table)                                   \
    }

/** A vnode for a node; `tid` is that of the thread that it tells of. -ENOMEM. */
int proc_vnode_create(struct mount *mount, const struct proc_node *node, int tid, struct vnode **created);
/** The thread that a vnode tells of. */
int proc_vnode_tid(const struct vnode *vnode);
/** The inode number of something in a directory of numbers (descriptors, threads). */
uint64_t proc_number_inode(const struct vnode *directory, unsigned number);
/** The number that a name is, or -1. */
int proc_name_number(const char *name, size_t length);
/** Emits a number as a name. */
bool proc_emit_number(dirent_emit emit, void *context, const struct vnode *directory, unsigned number,
                      unsigned type, uint64_t cookie);
/** Copies what lies at *position in a text that is made, and advances it; the count or -EFAULT. */
ssize64_t proc_text_read(const struct proc_text *text, void *buffer, size_t size, uint64_t *position);
/** Copies up to `size` bytes of a text, for readlink. */
ssize64_t proc_give_link(const char *text, char *buffer, size_t size);

/** What a directory's entries are as far as they are those of a table: for directories that have others as
 * well, `before` of them in front. The cookie is how many entries came before. */
int proc_table_lookup(const struct proc_directory *table, const struct vnode *directory, const char *name,
                      size_t length, struct vnode **found);
int proc_table_readdir(const struct proc_directory *table, unsigned before, const struct vnode *directory,
                       uint64_t cookie, dirent_emit emit, void *context);

/* Directories with operations of their own. */
extern const struct vnode_ops proc_fd_ops, proc_fdinfo_ops, proc_net_ops, proc_task_ops;
/* Links. */
extern const struct vnode_ops proc_self_ops, proc_thread_self_ops, proc_exe_ops, proc_cwd_ops, proc_root_ops;

/* The contents of files, by where they are. */
void proc_show_status(struct proc_text *text);
void proc_show_stat(struct proc_text *text);
void proc_show_statm(struct proc_text *text);
void proc_show_comm(struct proc_text *text);
ssize64_t proc_store_comm(const char *bytes, size_t length, int tid);
void proc_show_limits(struct proc_text *text);
void proc_show_maps(struct proc_text *text);
void proc_show_cmdline(struct proc_text *text);
void proc_show_environ(struct proc_text *text);
void proc_show_auxv(struct proc_text *text);
void proc_show_mounts(struct proc_text *text);
void proc_show_mountinfo(struct proc_text *text);
void proc_show_cpuinfo(struct proc_text *text);
void proc_show_meminfo(struct proc_text *text);
void proc_show_filesystems(struct proc_text *text);
void proc_show_machine_stat(struct proc_text *text);
void proc_show_version(struct proc_text *text);
void proc_show_uptime(struct proc_text *text);
void proc_show_loadavg(struct proc_text *text);

extern const struct proc_directory proc_sysctl_directory; /* /proc/sys */
