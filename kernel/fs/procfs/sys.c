/* SPDX-License-Identifier: MIT */
/* The tree of /sys: how many CPUs there are, for libraries that count them here. */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/process.h>
#include <sched/sched.h>

#include "procfs.h"

#define SYSFS_MAGIC 0x62656572 /* linux/magic.h */

/* All CPUs that there are run. */
static void show_cpus(struct proc_text *text)
{
    unsigned last = sched_cpu_count() - 1;
    proc_print(text, last == 0 ? "0\n" : "0-%u\n", last);
}

static const struct proc_node cpu_nodes[] = {
    PROC_FILE("online", show_cpus),
    PROC_FILE("possible", show_cpus),
    PROC_FILE("present", show_cpus),
};
static const struct proc_directory cpu_table = PROC_DIRECTORY(cpu_nodes);
/* Of one CPU it is told that it is there, and no more. */
static const struct proc_directory empty_table = {NULL, 0};
static const struct proc_node one_cpu = PROC_FOLDER("", empty_table);

/* A directory for each CPU, cpu0 and so on, besides the files. */
static int cpu_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    if (length < 3 || memcmp(name, "cpu", 3) != 0)
        return proc_table_lookup(&cpu_table, directory, name, length, found);
    int number = proc_name_number(name + 3, length - 3);
    if (number < 0 || (unsigned)number >= sched_cpu_count()) return -ENOENT;
    return proc_vnode_create(directory->mount, &one_cpu, number, found);
}

/* The cookie is how many entries came before: CPUs, then files. */
static int cpu_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    unsigned cpus = sched_cpu_count();
    for (; cookie < cpus; cookie++) {
        char name[8];
        size_t length = format_text(name, sizeof(name), "cpu%u", (unsigned)cookie);
        uint64_t inode = proc_number_inode(directory, (unsigned)cookie);
        if (!emit(context, name, length, inode, DT_DIR, cookie + 1)) return 0;
    }
    return proc_table_readdir(&cpu_table, cpus, directory, cookie, emit, context);
}

static const struct vnode_ops cpu_ops = {.lookup = cpu_lookup, .readdir = cpu_readdir};
static const struct proc_node system_nodes[] = {{.name = "cpu", .mode = S_IFDIR | 0555, .ops = &cpu_ops}};
static const struct proc_directory system_directory = PROC_DIRECTORY(system_nodes);
static const struct proc_node devices_nodes[] = {PROC_FOLDER("system", system_directory)};
static const struct proc_directory devices_directory = PROC_DIRECTORY(devices_nodes);
static const struct proc_node root_nodes[] = {PROC_FOLDER("devices", devices_directory)};
static const struct proc_directory root_directory = PROC_DIRECTORY(root_nodes);
static const struct proc_node root = PROC_FOLDER("", root_directory);

static int mount_sysfs(struct mount *mount, const char *source, char *problem)
{
    (void)source;
    (void)problem;
    return proc_vnode_create(mount, &root, PROCESS_ID, &mount->root);
}

static const struct filesystem sysfs = {
    .name = "sysfs", .uncached_names = true, .magic = SYSFS_MAGIC, .mount = mount_sysfs};
SET_ADD(filesystem, struct filesystem, sysfs);
