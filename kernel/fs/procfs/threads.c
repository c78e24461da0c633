/* SPDX-License-Identifier: MIT */
/* /proc/self/task: a directory for each thread. */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <sched/thread.h>

#include "procfs.h"

static const struct proc_node thread_nodes[] = {
    {.name = "comm", .mode = S_IFREG | 0644, .show = proc_show_comm, .store = proc_store_comm},
    PROC_FILE("stat", proc_show_stat),
    PROC_FILE("status", proc_show_status),
};
static const struct proc_directory thread_directory = PROC_DIRECTORY(thread_nodes);
static const struct proc_node thread_node = PROC_FOLDER("", thread_directory);

static int task_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    int tid = proc_name_number(name, length);
    spin_lock(&thread_list_lock);
    bool exists = tid > 0 && thread_find(tid) != NULL;
    spin_unlock(&thread_list_lock);
    return exists ? proc_vnode_create(directory->mount, &thread_node, tid, found) : -ENOENT;
}

/* The lowest tid from `from` on, or 0. */
static int next_tid(int from)
{
    int lowest = 0;
    spin_lock(&thread_list_lock);
    LIST_FOREACH(&thread_list, node)
    {
        int tid = list_entry(node, struct thread, all_node)->tid;
        if (tid >= from && (lowest == 0 || tid < lowest)) lowest = tid;
    }
    spin_unlock(&thread_list_lock);
    return lowest;
}

/* The cookie is the lowest tid that may come next. */
static int task_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    for (int tid = (int)MIN(cookie, INT32_MAX - 1); (tid = next_tid(tid)) != 0; tid++)
        if (!proc_emit_number(emit, context, directory, (unsigned)tid, DT_DIR, (uint64_t)tid + 1)) break;
    return 0;
}

const struct vnode_ops proc_task_ops = {.lookup = task_lookup, .readdir = task_readdir};
