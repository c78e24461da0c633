/* SPDX-License-Identifier: MIT */
/*
 * /dev: one flat directory of what components registered as device_file, and of a few links. Its inodes are
 * numbered: 1 the directory, then links, then devices, each in the order of their tables.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#define DEVFS_MAGIC 0x01021994 /* Linux has a tmpfs here */

SET_DECLARE(device_file, struct device_file);

static const struct {
    const char *name, *target;
} links[] = {
    {"fd", "/proc/self/fd"},
    {"stdin", "/proc/self/fd/0"},
    {"stdout", "/proc/self/fd/1"},
    {"stderr", "/proc/self/fd/2"},
};

#define FIRST_LINK 2u
#define FIRST_DEVICE (FIRST_LINK + (unsigned)ARRAY_SIZE(links))

static unsigned device_count(void)
{
    return (unsigned)(__set_device_file_end - __set_device_file_start);
}

static ssize64_t devfs_readlink(struct vnode *vnode, char *buffer, size_t size)
{
    const char *target = links[vnode->inode - FIRST_LINK].target;
    size = MIN(size, strlen(target));
    memcpy(buffer, target, size);
    return (ssize64_t)size;
}

static const struct vnode_ops link_ops = {.readlink = devfs_readlink};

static int device_open(struct vnode *vnode, struct file *file)
{
    return __set_device_file_start[vnode->inode - FIRST_DEVICE]->open(file);
}

static int device_setattr(struct vnode *vnode, const struct vnode_attributes *attributes)
{
    (void)vnode;
    (void)attributes;
    return 0;
}

static const struct vnode_ops device_ops = {.open = device_open, .setattr = device_setattr};

/* The inode of a name, 0: there is none. */
static unsigned find(const char *name, size_t length)
{
    for (unsigned i = 0; i < ARRAY_SIZE(links); i++)
        if (strlen(links[i].name) == length && memcmp(links[i].name, name, length) == 0)
            return FIRST_LINK + i;
    for (unsigned i = 0; i < device_count(); i++) {
        const char *device = __set_device_file_start[i]->name;
        if (strlen(device) == length && memcmp(device, name, length) == 0) return FIRST_DEVICE + i;
    }
    return 0;
}

static int devfs_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    unsigned inode = find(name, length);
    if (inode == 0) return -ENOENT;
    struct vnode *vnode;
    if (inode < FIRST_DEVICE) {
        vnode = vnode_create(directory->mount, &link_ops, S_IFLNK | 0777, inode);
        if (vnode != NULL) vnode->size = strlen(links[inode - FIRST_LINK].target);
    } else {
        const struct device_file *device = __set_device_file_start[inode - FIRST_DEVICE];
        vnode = vnode_create(directory->mount, &device_ops, S_IFCHR | device->permissions, inode);
        if (vnode != NULL) vnode->device = device->device;
    }
    *found = vnode;
    return vnode != NULL ? 0 : -ENOMEM;
}

/* The cookie is the inode of the last entry. */
static int devfs_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    (void)directory;
    for (uint64_t inode = MAX(cookie + 1, FIRST_LINK); inode < FIRST_DEVICE + device_count(); inode++) {
        bool link = inode < FIRST_DEVICE;
        const char *name =
            link ? links[inode - FIRST_LINK].name : __set_device_file_start[inode - FIRST_DEVICE]->name;
        if (!emit(context, name, strlen(name), inode, link ? DT_LNK : DT_CHR, inode)) break;
    }
    return 0;
}

static const struct vnode_ops directory_ops = {.lookup = devfs_lookup, .readdir = devfs_readdir};

static int devfs_mount(struct mount *mount, const char *source, char *problem)
{
    (void)source;
    (void)problem;
    mount->root = vnode_create(mount, &directory_ops, S_IFDIR | 0755, 1);
    if (mount->root == NULL) return -ENOMEM;
    mount->root->links = 2;
    return 0;
}

static const struct filesystem devfs = {.name = "devfs", .magic = DEVFS_MAGIC, .mount = devfs_mount};
SET_ADD(filesystem, struct filesystem, devfs);
