/* SPDX-License-Identifier: MIT */
/* The entries of a directory in memory: in order of creation for readdir, and hashed by name. The vnode's
 * lock protects them. */
#pragma once

#include <core/list.h>
#include <vfs/vfs.h>

struct ramfs_entry {
    struct list_node node;
    struct ramfs_entry *next; /* hash chain */
    struct vnode *vnode;      /* referenced */
    uint64_t cookie;          /* of readdir; grows along the list */
    uint32_t hash;
    uint16_t length;
    char text[];
};

struct ramfs_directory {
    struct list_node entries;
    struct ramfs_entry **buckets; /* NULL while there are no entries */
    uint32_t bucket_count;
    uint32_t entry_count;
    uint64_t last_cookie;
};

struct ramfs_directory *must_check ramfs_directory_create(void);
/** The directory must be empty. */
void ramfs_directory_free(struct ramfs_directory *directory);

struct ramfs_entry *ramfs_find(const struct ramfs_directory *directory, const char *text, size_t length);
/** Adds an entry, whose name must be new; the reference on the vnode moves, on success only. 0 or -ENOMEM. */
int must_check ramfs_add(struct ramfs_directory *directory, const char *text, size_t length,
                         struct vnode *vnode);
/** Takes an entry out and frees it; the caller gets its reference on the vnode. */
struct vnode *ramfs_remove(struct ramfs_directory *directory, struct ramfs_entry *entry);
