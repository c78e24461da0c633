/* SPDX-License-Identifier: MIT */
/*
 * The name cache: a hash table by directory and text, under one spin lock. Names that nobody references stay
 * in it, the oldest going when there are too many or memory is short. A name references its parent, so only
 * leaves can go.
 *
 * A lookup that fails in the file system leaves a name without vnode, so that programs that search long lists
 * of directories ask each file system once. Creating a file gives that name a vnode; removing it takes the
 * name out of the table, so a name never changes from one file to another while somebody uses it.
 */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>

#include "mount.h"
#include "name.h"

#define FIRST_BUCKETS 64u
#define UNUSED_MAX 4096u

static struct spinlock name_lock = SPINLOCK_INIT;
/* All under name_lock. The first table is part of the kernel, so that there always is one. */
static struct name *first_buckets[FIRST_BUCKETS];
static struct name **buckets = first_buckets;
static uint32_t bucket_count = FIRST_BUCKETS, hashed_count;
static struct list_node unused = LIST_INIT(unused); /* the oldest last */
static uint32_t unused_count;

/* FNV-1a over the text, begun with the directory. */
static uint32_t hash_of(const struct name *parent, const char *text, size_t length)
{
    uint32_t hash = 2166136261u ^ (uint32_t)((uintptr_t)parent >> 4);
    for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static struct name **bucket_of(uint32_t hash)
{
    return &buckets[hash & (bucket_count - 1)];
}

static void hash_insert(struct name *name)
{
    struct name **bucket = bucket_of(name->hash);
    name->next = *bucket;
    *bucket = name;
    name->hashed = true;
    hashed_count++;
}

static void hash_remove(struct name *name)
{
    if (!name->hashed) return;
    struct name **link = bucket_of(name->hash);
    while (*link != name) link = &(*link)->next;
    *link = name->next;
    name->hashed = false;
    hashed_count--;
}

/* Quadruples the table when chains get long. Without memory they stay long. */
static void grow(void)
{
    uint32_t count = bucket_count * 4;
    struct name **larger = kzalloc(count * sizeof(*larger));
    if (larger == NULL) return;
    for (uint32_t i = 0; i < bucket_count; i++) {
        for (struct name *name = buckets[i], *next; name != NULL; name = next) {
            next = name->next;
            struct name **bucket = &larger[name->hash & (count - 1)];
            name->next = *bucket;
            *bucket = name;
        }
    }
    if (buckets != first_buckets) kfree(buckets);
    buckets = larger;
    bucket_count = count;
}

static void name_free(struct name *name)
{
    if (name->vnode != NULL) vnode_put(name->vnode);
    if (name->text != name->inline_text) kfree(name->text);
    kfree(name);
}

/* Drops the reference with the lock held; true: the name is out of everything and the caller frees it. */
static bool unreference(struct name *name)
{
    if (--name->references != 0) return false;
    if (!name->hashed) return true;
    list_add_head(&unused, &name->lru);
    unused_count++;
    return false;
}

struct name *name_get(struct name *name)
{
    spin_lock(&name_lock);
    name->references++;
    spin_unlock(&name_lock);
    return name;
}

void name_put(struct name *name)
{
    while (name != NULL) {
        spin_lock(&name_lock);
        bool gone = unreference(name);
        spin_unlock(&name_lock);
        if (!gone) return;
        struct name *parent = name->parent;
        name_free(name);
        name = parent;
    }
}

/* Drops the name that was unused for longest. False: there is none. */
static bool drop_oldest(void)
{
    spin_lock(&name_lock);
    struct name *name = NULL;
    if (!list_empty(&unused)) {
        name = list_entry(unused.prev, struct name, lru);
        list_remove(&name->lru);
        unused_count--;
        hash_remove(name);
    }
    spin_unlock(&name_lock);
    if (name == NULL) return false;
    struct name *parent = name->parent;
    name_free(name);
    name_put(parent);
    return true;
}

/* A name holds about a sixteenth of a frame, with its vnode a tenth, and its file's pages. */
static uint64_t name_shrink(uint64_t frames)
{
    uint64_t before = frame_count_free();
    for (uint64_t i = 0; i < frames * 16 && drop_oldest(); i++)
        ;
    uint64_t after = frame_count_free();
    return after > before ? after - before : 0;
}

static const struct shrinker name_shrinker = {name_shrink};
SET_ADD(shrinker, struct shrinker, name_shrinker);

static struct name *name_create(struct name *parent, const char *text, size_t length, struct vnode *vnode)
{
    struct name *name = kzalloc(sizeof(*name) + length);
    if (name == NULL) return NULL;
    name->vnode = vnode;
    name->references = 1;
    name->length = (uint16_t)length;
    name->text = name->inline_text;
    memcpy(name->text, text, length);
    list_init(&name->lru);
    if (parent != NULL) {
        name->parent = name_get(parent);
        name->mount = parent->mount;
    }
    return name;
}

struct name *name_create_root(struct mount *mount, struct vnode *vnode)
{
    struct name *name = name_create(NULL, "", 0, vnode);
    if (name == NULL)
        vnode_put(vnode);
    else
        name->mount = mount;
    return name;
}

struct name *name_find(struct name *parent, const char *text, size_t length)
{
    uint32_t hash = hash_of(parent, text, length);
    spin_lock(&name_lock);
    struct name *name = *bucket_of(hash);
    while (name != NULL && (name->hash != hash || name->parent != parent || name->length != length ||
                            memcmp(name->text, text, length) != 0))
        name = name->next;
    if (name != NULL && name->references++ == 0) {
        list_remove(&name->lru);
        unused_count--;
    }
    spin_unlock(&name_lock);
    return name;
}

int name_lookup_locked(struct name *parent, const char *text, size_t length, struct name **found)
{
    if (length > NAME_MAX) return -ENAMETOOLONG;
    if ((*found = name_find(parent, text, length)) != NULL) return 0;
    struct vnode *directory = name_vnode(parent), *vnode = NULL;
    int status =
        directory->ops->lookup != NULL ? directory->ops->lookup(directory, text, length, &vnode) : -ENOENT;
    if (status != 0 && status != -ENOENT) return status;
    struct name *name = name_create(parent, text, length, vnode);
    if (name == NULL) {
        if (vnode != NULL) vnode_put(vnode);
        return -ENOMEM;
    }
    *found = name;
    if (vnode == NULL) mount_note_absent(name);
    if (parent->mount->type->uncached_names) return 0;
    spin_lock(&name_lock);
    if (hashed_count > 2 * bucket_count) grow();
    name->hash = hash_of(parent, text, length);
    hash_insert(name);
    bool full = unused_count > UNUSED_MAX;
    spin_unlock(&name_lock);
    if (full) drop_oldest();
    return 0;
}

int name_lookup(struct name *parent, const char *text, size_t length, struct name **found)
{
    if ((*found = name_find(parent, text, length)) != NULL) return 0;
    struct mutex *lock = &name_vnode(parent)->lock;
    mutex_lock(lock);
    int status = name_lookup_locked(parent, text, length, found);
    mutex_unlock(lock);
    return status;
}

void name_created(struct name *name, struct vnode *vnode)
{
    __atomic_store_n(&name->vnode, vnode, __ATOMIC_RELEASE);
}

void name_deleted(struct name *name)
{
    spin_lock(&name_lock);
    hash_remove(name);
    name->deleted = true;
    spin_unlock(&name_lock);
}

/* With the lock. Returns what the caller frees after it. */
static char *set_place(struct name *name, struct name *parent, char *text, size_t length)
{
    char *old = name->text != name->inline_text ? name->text : NULL;
    name->parent = parent;
    name->text = text;
    name->length = (uint16_t)length;
    name->hash = hash_of(parent, text, length);
    return old;
}

void name_moved(struct name *name, struct name *parent, char *text, size_t length)
{
    name_get(parent);
    spin_lock(&name_lock);
    struct name *old_parent = name->parent;
    hash_remove(name);
    char *old_text = set_place(name, parent, text, length);
    hash_insert(name);
    spin_unlock(&name_lock);
    kfree(old_text);
    name_put(old_parent);
}

void name_exchanged(struct name *a, struct name *b, char *text_of_a, char *text_of_b)
{
    spin_lock(&name_lock);
    struct name *parent_of_a = a->parent;
    uint16_t length_of_a = a->length;
    hash_remove(a);
    hash_remove(b);
    char *old_a = set_place(a, b->parent, text_of_b, b->length);
    char *old_b = set_place(b, parent_of_a, text_of_a, length_of_a);
    hash_insert(a);
    hash_insert(b);
    spin_unlock(&name_lock);
    kfree(old_a);
    kfree(old_b);
}

struct name *name_above(struct name *name)
{
    spin_lock(&name_lock);
    while (name->parent == NULL && name->mount->covered != NULL) name = name->mount->covered;
    if (name->parent != NULL) name = name->parent;
    name->references++;
    spin_unlock(&name_lock);
    return name;
}

bool name_is_below(const struct name *name, const struct name *ancestor)
{
    spin_lock(&name_lock);
    while (name != NULL && name != ancestor) name = name->parent;
    spin_unlock(&name_lock);
    return name != NULL;
}

/* Up from a name, over the roots of mounts; NULL at /. */
static const struct name *above(const struct name *name)
{
    while (name->parent == NULL) {
        name = name->mount->covered;
        if (name == NULL) return NULL;
    }
    return name;
}

size_t name_path(const struct name *name, char *buffer, size_t size, bool *deleted)
{
    size_t length = 0;
    *deleted = false;
    spin_lock(&name_lock);
    /* Twice up: for the length, then to write from the end. */
    for (const struct name *at = name; (at = above(at)) != NULL; at = at->parent) {
        length += 1u + at->length;
        *deleted |= at->deleted;
    }
    size_t end = length;
    for (const struct name *at = name; (at = above(at)) != NULL; at = at->parent) {
        for (size_t i = at->length; i-- > 0;)
            if (--end < size) buffer[end] = at->text[i];
        if (--end < size) buffer[end] = '/';
    }
    spin_unlock(&name_lock);
    if (length == 0 && size > 0) buffer[length++] = '/';
    if (size > 0) buffer[MIN(length, size - 1)] = 0;
    return length;
}
