/* SPDX-License-Identifier: MIT */
/* The symbolic links of /proc and /proc/self. */
#include <abi/fcntl.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/process.h>
#include <sched/thread.h>

#include "procfs.h"

static ssize64_t read_self(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    char text[12];
    format_text(text, sizeof(text), "%d", PROCESS_ID);
    return proc_give_link(text, buffer, size);
}

static ssize64_t read_thread_self(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    char text[40];
    format_text(text, sizeof(text), "%d/task/%d", PROCESS_ID, thread_current()->tid);
    return proc_give_link(text, buffer, size);
}

static ssize64_t read_exe(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    return (ssize64_t)MIN(file_path(process.executable, buffer, size), size);
}

static ssize64_t read_cwd(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    return (ssize64_t)MIN(vfs_working_directory(buffer, size), size);
}

static ssize64_t read_root(struct vnode *vnode, char *buffer, size_t size)
{
    (void)vnode;
    return proc_give_link("/", buffer, size);
}

const struct vnode_ops proc_self_ops = {.readlink = read_self};
const struct vnode_ops proc_thread_self_ops = {.readlink = read_thread_self};
const struct vnode_ops proc_exe_ops = {.readlink = read_exe};
const struct vnode_ops proc_cwd_ops = {.readlink = read_cwd};
const struct vnode_ops proc_root_ops = {.readlink = read_root};
