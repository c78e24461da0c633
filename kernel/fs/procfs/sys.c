/* SPDX-License-Identifier: MIT */
/* The tree of /sys: how many CPUs there are, for libraries that count them here. */
#include <exec/process.h>

#include "procfs.h"

#define SYSFS_MAGIC 0x62656572 /* linux/magic.h */

/* CPU 0 is the only one that runs. */
static void show_cpus(struct proc_text *text)
{
    proc_print(text, "0\n");
}

static const struct proc_node cpu_nodes[] = {
    PROC_FILE("online", show_cpus),
    PROC_FILE("possible", show_cpus),
    PROC_FILE("present", show_cpus),
};
static const struct proc_directory cpu_directory = PROC_DIRECTORY(cpu_nodes);
static const struct proc_node system_nodes[] = {PROC_FOLDER("cpu", cpu_directory)};
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
