/* SPDX-License-Identifier: MIT */
/* /proc/self/mounts and mountinfo (proc(5)). */
#include "procfs.h"

static const char *source_of(const struct mount *mount)
{
    return mount->source != NULL ? mount->source : mount->type->name;
}
static const char *options_of(const struct mount *mount)
{
    return mount->read_only ? "ro" : "rw";
}
/* A disk is known by its node. */
static const char *prefix_of(const struct mount *mount)
{
    return mount->source != NULL ? "/dev/" : "";
}

void proc_show_mounts(struct proc_text *text)
{
    LIST_FOREACH(&mount_list, node)
    {
        const struct mount *mount = list_entry(node, struct mount, node);
        proc_print(text, "%s%s %s %s %s,relatime 0 0\n", prefix_of(mount), source_of(mount), mount->path,
                   mount->type->name, options_of(mount));
    }
}

void proc_show_mountinfo(struct proc_text *text)
{
    LIST_FOREACH(&mount_list, node)
    {
        const struct mount *mount = list_entry(node, struct mount, node);
        proc_print(text, "%u %u 0:%u / %s %s,relatime - %s %s%s %s\n", mount->id,
                   mount->covered != NULL ? mount_above(mount)->id : 0, mount->id, mount->path,
                   options_of(mount), mount->type->name, prefix_of(mount), source_of(mount),
                   options_of(mount));
    }
}
