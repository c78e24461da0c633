/* SPDX-License-Identifier: MIT */
/* Names: the entries of directories that were looked up, those that are not there included. */
#pragma once

#include <vfs/vfs.h>

struct name {
    struct name *parent;   /* referenced; NULL: the root of a mount. Changed by rename, under the name lock */
    struct vnode *vnode;   /* referenced; NULL: there is no such file. Changes once, from NULL, under the
                              directory's lock */
    struct mount *mount;   /* that it lies in */
    struct mount *mounted; /* on top of it; written in the stage `root` */
    struct name *next;     /* hash chain; this and the rest under the name lock */
    struct list_node lru;  /* while hashed and not referenced */
    uint32_t references;
    uint32_t hash;
    bool hashed;
    bool deleted;
    uint16_t length;
    char *text; /* not 0-terminated; inline_text, or allocated by a rename */
    char inline_text[];
};

static inline struct vnode *name_vnode(const struct name *name)
{
    return __atomic_load_n(&name->vnode, __ATOMIC_ACQUIRE);
}

struct name *name_get(struct name *name);
/** NULL is allowed. May sleep: the vnode may go with it. */
void name_put(struct name *name);

/** The root of a mount: a name without text. Takes over the vnode's reference, also when it fails (NULL: out
 * of memory). */
struct name *name_create_root(struct mount *mount, struct vnode *vnode);

/** The cached name, referenced, or NULL. */
struct name *name_find(struct name *parent, const char *text, size_t length);
/** The name, referenced, from the cache or the file system; one that does not exist has no vnode. `parent` is
 * a directory. -ENAMETOOLONG, -ENOMEM, -EIO. The second form is for those who hold the directory's lock. */
int must_check name_lookup(struct name *parent, const char *text, size_t length, struct name **found);
int must_check name_lookup_locked(struct name *parent, const char *text, size_t length, struct name **found);

/** A file was created for a name that had none; the reference on the vnode moves. With the directory's lock.
 */
void name_created(struct name *name, struct vnode *vnode);
/** The name was removed from its directory. With the directory's lock. */
void name_deleted(struct name *name);
/** The name moved to another place (what was there has been deleted). `text` is allocated and moves. With
 * both directories' locks. */
void name_moved(struct name *name, struct name *parent, char *text, size_t length);
/** Two names changed places in their directories: each takes the other's vnode along. With both directories'
 * locks; the texts are allocated and move. */
void name_exchanged(struct name *a, struct name *b, char *text_of_a, char *text_of_b);

/** What `..` is, referenced: up, through the roots of mounts; / is above itself. */
struct name *name_above(struct name *name);
/** Whether `name` is `ancestor` or lies below it in the same mount. */
bool name_is_below(const struct name *name, const struct name *ancestor);
/** The path of a name, from /, 0-terminated and cut to `size`; its full length. Does not sleep. */
size_t name_path(const struct name *name, char *buffer, size_t size, bool *deleted);
