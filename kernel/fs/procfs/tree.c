/* SPDX-License-Identifier: MIT */
/*
 * Directories that are tables. An inode number is made of the node's address in the kernel's image and, in
 * its upper half, the thread that it tells of; entries that are numbers (descriptors, threads) count from
 * their directory's number on, high above.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/process.h>

#include "file.h"

#define NUMBER_SHIFT 32
#define NUMBERS_FIRST (1ull << 60)

int proc_vnode_tid(const struct vnode *vnode)
{
    return (int)(vnode->inode >> NUMBER_SHIFT & 0xfffffff);
}

uint64_t proc_number_inode(const struct vnode *directory, unsigned number)
{
    return NUMBERS_FIRST | (uint64_t)number << NUMBER_SHIFT | (uint32_t)directory->inode;
}

static uint64_t inode_of(const struct proc_node *node, int tid)
{
    return (uint64_t)tid << NUMBER_SHIFT | (uint32_t)(uintptr_t)node;
}

int proc_name_number(const char *name, size_t length)
{
    unsigned number = 0;
    if (length == 0 || length > 8 || (name[0] == '0' && length > 1)) return -1;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9') return -1;
        number = number * 10 + (unsigned)(name[i] - '0');
    }
    return (int)number;
}

bool proc_emit_number(dirent_emit emit, void *context, const struct vnode *directory, unsigned number,
                      unsigned type, uint64_t cookie)
{
    char name[12];
    size_t length = format_text(name, sizeof(name), "%u", number);
    return emit(context, name, length, proc_number_inode(directory, number), type, cookie);
}

ssize64_t proc_give_link(const char *text, char *buffer, size_t size)
{
    size = MIN(size, strlen(text));
    memcpy(buffer, text, size);
    return (ssize64_t)size;
}

int proc_table_lookup(const struct proc_directory *table, const struct vnode *directory, const char *name,
                      size_t length, struct vnode **found)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct proc_node *node = &table->nodes[i];
        if (strlen(node->name) == length && memcmp(node->name, name, length) == 0)
            return proc_vnode_create(directory->mount, node, proc_vnode_tid(directory), found);
    }
    return -ENOENT;
}

int proc_table_readdir(const struct proc_directory *table, unsigned before, const struct vnode *directory,
                       uint64_t cookie, dirent_emit emit, void *context)
{
    for (; cookie < before + table->count; cookie++) {
        const struct proc_node *node = &table->nodes[cookie - before];
        uint64_t inode = inode_of(node, proc_vnode_tid(directory));
        if (!emit(context, node->name, strlen(node->name), inode, MODE_TO_DT(node->mode), cookie + 1)) break;
    }
    return 0;
}

static const struct proc_directory *table_of(const struct vnode *directory)
{
    return ((const struct proc_node *)directory->data)->directory;
}

static int table_lookup(struct vnode *directory, const char *name, size_t length, struct vnode **found)
{
    return proc_table_lookup(table_of(directory), directory, name, length, found);
}

static int table_readdir(struct vnode *directory, uint64_t cookie, dirent_emit emit, void *context)
{
    return proc_table_readdir(table_of(directory), 0, directory, cookie, emit, context);
}

static const struct vnode_ops table_ops = {.lookup = table_lookup, .readdir = table_readdir};
static const struct vnode_ops file_vnode_ops = {.open = proc_file_open};

int proc_vnode_create(struct mount *mount, const struct proc_node *node, int tid, struct vnode **created)
{
    const struct vnode_ops *ops = node->show != NULL        ? &file_vnode_ops
                                  : node->directory != NULL ? &table_ops
                                                            : node->ops;
    struct vnode *vnode = vnode_create(mount, ops, node->mode, inode_of(node, tid));
    if (vnode == NULL) return -ENOMEM;
    vnode->data = (void *)node;
    if (S_ISDIR(node->mode)) vnode->links = 2;
    *created = vnode;
    return 0;
}
