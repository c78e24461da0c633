/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "directory.h"

#define FIRST_BUCKETS 8u

static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash;
}

struct ramfs_directory *ramfs_directory_create(void)
{
    struct ramfs_directory *directory = kzalloc(sizeof(*directory));
    if (directory != NULL) list_init(&directory->entries);
    return directory;
}

void ramfs_directory_free(struct ramfs_directory *directory)
{
    kfree(directory->buckets);
    kfree(directory);
}

static struct ramfs_entry **bucket_of(const struct ramfs_directory *directory, uint32_t hash)
{
    return &directory->buckets[hash & (directory->bucket_count - 1)];
}

struct ramfs_entry *ramfs_find(const struct ramfs_directory *directory, const char *text, size_t length)
{
    if (directory->bucket_count == 0) return NULL;
    uint32_t hash = hash_of(text, length);
    struct ramfs_entry *entry = *bucket_of(directory, hash);
    while (entry != NULL &&
           (entry->hash != hash || entry->length != length || memcmp(entry->text, text, length) != 0))
        entry = entry->next;
    return entry;
}

/* Makes room for one more. A table that cannot grow gets longer chains; only the first one is needed. */
static int grow(struct ramfs_directory *directory)
{
    if (directory->entry_count < directory->bucket_count) return 0;
    uint32_t count = directory->bucket_count == 0 ? FIRST_BUCKETS : directory->bucket_count * 4;
    struct ramfs_entry **buckets = kzalloc(count * sizeof(*buckets));
    if (buckets == NULL) return directory->bucket_count == 0 ? -ENOMEM : 0;
    kfree(directory->buckets);
    directory->buckets = buckets;
    directory->bucket_count = count;
    LIST_FOREACH(&directory->entries, node)
    {
        struct ramfs_entry *entry = list_entry(node, struct ramfs_entry, node);
        struct ramfs_entry **bucket = bucket_of(directory, entry->hash);
        entry->next = *bucket;
        *bucket = entry;
    }
    return 0;
}

int ramfs_add(struct ramfs_directory *directory, const char *text, size_t length, struct vnode *vnode)
{
    int status = grow(directory);
    struct ramfs_entry *entry = status == 0 ? kmalloc(sizeof(*entry) + length) : NULL;
    if (entry == NULL) return -ENOMEM;
    entry->vnode = vnode;
    entry->hash = hash_of(text, length);
    entry->length = (uint16_t)length;
    memcpy(entry->text, text, length);
    entry->cookie = ++directory->last_cookie;
    list_add_tail(&directory->entries, &entry->node);
    struct ramfs_entry **bucket = bucket_of(directory, entry->hash);
    entry->next = *bucket;
    *bucket = entry;
    directory->entry_count++;
    return 0;
}

struct vnode *ramfs_remove(struct ramfs_directory *directory, struct ramfs_entry *entry)
{
    struct vnode *vnode = entry->vnode;
    struct ramfs_entry **link = bucket_of(directory, entry->hash);
    while (*link != entry) link = &(*link)->next;
    *link = entry->next;
    list_remove(&entry->node);
    directory->entry_count--;
    kfree(entry);
    return vnode;
}
