/* SPDX-License-Identifier: MIT */
/* The tree of /proc. */
#include <abi/errno.h>
#include <exec/process.h>

#include "procfs.h"

#define PROC_MAGIC 0x9fa0 /* linux/magic.h */

#define LINK(link_name, operations)                                                                          \
    {                                                                                                        \
        .name = link_name, .mode = S_IFLNK | 0777, .ops = &(operations)                                      \
    }
#define SPECIAL_FOLDER(folder_name, operations)                                                              \
    {                                                                                                        \
        .name = folder_name, .mode = S_IFDIR | 0555, .ops = &(operations)                                    \
    }

/* How likely the process is to be chosen when memory is short: it is the only one. */
static void show_zero(struct proc_text *text)
{
    proc_print(text, "0\n");
}

static ssize64_t ignore(const char *bytes, size_t length, int tid)
{
    (void)bytes, (void)tid;
    return (ssize64_t)length;
}

static const struct proc_node process_nodes[] = {
    PROC_FILE("auxv", proc_show_auxv),
    PROC_FILE("cmdline", proc_show_cmdline),
    {.name = "comm", .mode = S_IFREG | 0644, .show = proc_show_comm, .store = proc_store_comm},
    LINK("cwd", proc_cwd_ops),
    PROC_FILE("environ", proc_show_environ),
    LINK("exe", proc_exe_ops),
    SPECIAL_FOLDER("fd", proc_fd_ops),
    SPECIAL_FOLDER("fdinfo", proc_fdinfo_ops),
    PROC_FILE("limits", proc_show_limits),
    PROC_FILE("maps", proc_show_maps),
    PROC_FILE("mountinfo", proc_show_mountinfo),
    PROC_FILE("mounts", proc_show_mounts),
    PROC_FILE("oom_score", show_zero),
    {.name = "oom_score_adj", .mode = S_IFREG | 0644, .show = show_zero, .store = ignore},
    LINK("root", proc_root_ops),
    PROC_FILE("stat", proc_show_stat),
    PROC_FILE("statm", proc_show_statm),
    PROC_FILE("status", proc_show_status),
    SPECIAL_FOLDER("task", proc_task_ops),
};
static const struct proc_directory process_directory = PROC_DIRECTORY(process_nodes);

static ssize64_t read_mounts_link(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    return proc_give_link("self/mounts", buffer, size);
}
static const struct vnode_ops mounts_link_ops = {.readlink = read_mounts_link};

_Static_assert(PROCESS_ID == 2, "the name of the process's directory");

static const struct proc_node root_nodes[] = {
    PROC_FOLDER("2", process_directory),
    PROC_FILE("cpuinfo", proc_show_cpuinfo),
    PROC_FILE("filesystems", proc_show_filesystems),
    PROC_FILE("loadavg", proc_show_loadavg),
    PROC_FILE("meminfo", proc_show_meminfo),
    LINK("mounts", mounts_link_ops),
    SPECIAL_FOLDER("net", proc_net_ops),
    LINK("self", proc_self_ops),
    PROC_FILE("stat", proc_show_machine_stat),
    PROC_FOLDER("sys", proc_sysctl_directory),
    LINK("thread-self", proc_thread_self_ops),
    PROC_FILE("uptime", proc_show_uptime),
    PROC_FILE("version", proc_show_version),
};
static const struct proc_directory root_directory = PROC_DIRECTORY(root_nodes);
static const struct proc_node root = PROC_FOLDER("", root_directory);

static int proc_mount(struct mount *mount, const char *source, char *problem)
{
    (void)source;
    (void)problem;
    return proc_vnode_create(mount, &root, PROCESS_ID, &mount->root);
}

static const struct filesystem proc = {
    .name = "proc", .uncached_names = true, .magic = PROC_MAGIC, .mount = proc_mount};
SET_ADD(filesystem, struct filesystem, proc);
