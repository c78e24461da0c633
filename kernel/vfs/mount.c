/* SPDX-License-Identifier: MIT */
/*
 * The mounts. They are made while booting, by one thread, and stay for ever, so reading the list and
 * name->mounted needs no lock.
 *
 * A mount point is a name. It need not exist in the file system that it lies in: a read-only root without
 * /tmp still offers /tmp.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <block/block.h>
#include <core/init.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <sched/thread.h>
#include <syscall/left-out.h>

#include "mount.h"
#include "walk.h"

SET_DECLARE(filesystem, struct filesystem);

struct list_node mount_list = LIST_INIT(mount_list);
static unsigned mount_count;

struct name *mount_root(void)
{
    return list_entry(mount_list.next, struct mount, node)->root_name;
}

const struct mount *mount_above(const struct mount *mount)
{
    return mount->covered->mount;
}

/* Kernels that record put mount_cross_recorded in its place. */
replaceable struct name *mount_cross(struct name *name) __attribute__((alias("mount_enter")));

struct name *mount_enter(struct name *name)
{
    while (name->mounted != NULL) {
        struct name *root = name_get(name->mounted->root_name);
        name_put(name);
        name = root;
    }
    return name;
}

bool mount_emit_points(struct name *directory, uint64_t index, uint64_t cookie, dirent_emit emit,
                       void *context)
{
    uint64_t number = 0;
    LIST_FOREACH(&mount_list, node)
    {
        const struct mount *mount = list_entry(node, struct mount, node);
        const struct name *point = mount->covered;
        if (point == NULL || point->parent != directory || name_vnode(point) != NULL || number++ < index)
            continue;
        if (!emit(context, point->text, point->length, mount->root->inode, DT_DIR, cookie + number))
            return false;
    }
    return true;
}

static const struct filesystem *find_type(const char *name)
{
    SET_FOREACH(filesystem, struct filesystem, type)
    if (strcmp((*type)->name, name) == 0) return *type;
    return NULL;
}

/* The name to mount on, referenced, which may be one that does not exist. */
static int find_point(const char *path, struct name **found)
{
    struct walk walk;
    int status = walk_begin_kernel(&walk, path);
    if (status == 0) status = walk_parent(&walk);
    if (status == 0 && walk.kind != WALK_NAME) status = -EBUSY;
    if (status == 0) status = name_lookup(walk.at, walk.last, walk.last_length, found);
    walk_end(&walk);
    if (status == 0 && name_vnode(*found) != NULL && !S_ISDIR(name_vnode(*found)->mode)) {
        name_put(*found);
        status = -ENOTDIR;
    }
    return status;
}

int vfs_mount(const char *type_name, const char *source, const char *path, char *problem)
{
    problem[0] = 0;
    const struct filesystem *type = find_type(type_name);
    if (type == NULL) return -ENODEV;
    struct mount *mount = kzalloc(sizeof(*mount));
    if (mount == NULL) return -ENOMEM;
    mount->type = type;
    mount->source = source;
    mount->path = path;
    mount->read_only = type->read_only;
    mount->id = ++mount_count;
    struct name *point = NULL;
    int status = strcmp(path, "/") == 0 ? 0 : find_point(path, &point);
    if (status == 0) status = type->mount(mount, source, problem);
    if (status == 0 && (mount->root_name = name_create_root(mount, mount->root)) == NULL) status = -ENOMEM;
    if (status != 0) {
        name_put(point);
        kfree(mount);
        return status;
    }
    mount->covered = point;
    if (point != NULL) point->mounted = mount;
    list_add_tail(&mount_list, &mount->node);
    return 0;
}

static const char *root_type = "rofs";

static int parse_rootfs(const char *value)
{
    root_type = value;
    return strcmp(value, "rofs") == 0 || strcmp(value, "ramfs") == 0 ? 0 : -EINVAL;
}
BOOT_OPTION(rootfs, "--rootfs=", parse_rootfs);

static void mount_root_filesystem(void)
{
    const struct filesystem *type = find_type(root_type);
    if (type == NULL)
        boot_failed(
            "the file system %s of / is not in this kernel: build one with it, or use another --rootfs",
            root_type);
    const char *source = type->needs_device ? "vda" : NULL;
    if (source != NULL && block_find(source) == NULL)
        boot_failed("there is no disk vda to mount on /: attach the root file system's image as the first "
                    "virtio-blk disk, "
                    "or use --rootfs=ramfs");
    char problem[MOUNT_PROBLEM_SIZE];
    int status = vfs_mount(root_type, source, "/", problem);
    if (status != 0 && problem[0] != 0) boot_failed("cannot mount /: %s", problem);
    if (status != 0)
        boot_failed("cannot mount %s on /: %s", root_type,
                    status == -ENOMEM ? "there is too little memory" : "the disk cannot be read");
}

/* What programs expect besides their own files. Each is there if its file system is in the kernel, as the
 * argument of --component has it. */
static const struct {
    const char *type, *path, *option;
} standard_mounts[] = {
    {"devfs", "/dev", "devfs=on"}, {"proc", "/proc", "procfs=on"}, {"sysfs", "/sys", "procfs=on"},
    {"ramfs", "/tmp", "ramfs=on"}, {"ramfs", "/run", "ramfs=on"},  {"ramfs", "/dev/shm", "ramfs=on"},
};

/* Standard mounts, by bit, that are not there and that nobody has been told of yet; atomic. */
static uint32_t absent;

void mount_note_absent(const struct name *name)
{
    if (likely(__atomic_load_n(&absent, __ATOMIC_RELAXED) == 0) || thread_current()->tid == 0) return;
    /* Long enough for each of the paths with what follows it. */
    char path[16];
    bool deleted;
    name_path(name, path, sizeof(path), &deleted);
    /* From the end: what lies below /dev/shm is not below /dev. */
    for (unsigned i = ARRAY_SIZE(standard_mounts); i-- > 0;) {
        size_t length = strlen(standard_mounts[i].path);
        if (memcmp(path, standard_mounts[i].path, length) != 0 || (path[length] != 0 && path[length] != '/'))
            continue;
        if (__atomic_fetch_and(&absent, ~(1u << i), __ATOMIC_RELAXED) & 1u << i)
            left_out_tell("file system", standard_mounts[i].path, "--component", standard_mounts[i].option);
        return;
    }
}

static int mount_all(void)
{
    mount_root_filesystem();
    for (unsigned i = 0; i < ARRAY_SIZE(standard_mounts); i++) {
        char problem[MOUNT_PROBLEM_SIZE];
        int status = vfs_mount(standard_mounts[i].type, NULL, standard_mounts[i].path, problem);
        if (status == -ENODEV)
            absent |= 1u << i;
        else if (status != 0)
            log_warn("cannot mount %s on %s: error %d", standard_mounts[i].type, standard_mounts[i].path,
                     -status);
    }
    return 0;
}
INIT_CALL(root, mount_all);
