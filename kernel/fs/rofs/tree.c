/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "layout.h"
#include "tree.h"

#define FIRST_PARENTS 32u

static uint32_t hash_of(const char *name, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)name[i]) * 16777619u;
    return hash ^ hash >> 15;
}

void rofs_directory_free(struct rofs_directory *directory)
{
    kfree(directory->index);
    kfree(directory);
}

static bool is_called(const struct rofs_entry *entry, const char *name, size_t length)
{
    return entry->length == length && memcmp(entry->name, name, length) == 0;
}

static int find_by_reading(struct rofs_cursor *cursor, const struct rofs_directory *directory,
                           const char *name, size_t length, struct rofs_entry *entry)
{
    int status = rofs_seek_entry(cursor, directory->first);
    for (uint64_t i = 0; i < directory->count && status == 0; i++) {
        status = rofs_read_entry(cursor, entry);
        if (status == 0 && is_called(entry, name, length)) return 0;
    }
    return status != 0 ? status : -ENOENT;
}

/* Builds the index. Without memory for it, names are found by reading; that is no failure. */
static int build_index(struct rofs_cursor *cursor, struct rofs_directory *directory, struct rofs_entry *entry)
{
    uint32_t size = 2 * ROFS_INDEX_FROM;
    while (size < 2 * directory->count) size *= 2;
    uint32_t *index = kzalloc(size * sizeof(*index));
    if (index == NULL) return 0;
    int status = rofs_seek_entry(cursor, directory->first);
    for (uint64_t i = 0; i < directory->count && status == 0; i++) {
        status = rofs_read_entry(cursor, entry);
        if (status != 0) break;
        uint32_t at = hash_of(entry->name, entry->length);
        while (index[at & (size - 1)] != 0) at++;
        index[at & (size - 1)] = entry->offset + 1;
    }
    if (status != 0) {
        kfree(index);
        return status;
    }
    directory->index = index;
    directory->index_size = size;
    return 0;
}

static int find_by_index(struct rofs_cursor *cursor, const struct rofs_directory *directory, const char *name,
                         size_t length, struct rofs_entry *entry)
{
    for (uint32_t at = hash_of(name, length);; at++) {
        uint32_t place = directory->index[at & (directory->index_size - 1)];
        if (place == 0) return -ENOENT;
        cursor->offset = place - 1;
        int status = rofs_read_entry(cursor, entry);
        if (status != 0 || is_called(entry, name, length)) return status;
    }
}

int rofs_find(struct rofs *rofs, struct rofs_directory *directory, const char *name, size_t length,
              struct rofs_entry *entry)
{
    struct rofs_cursor cursor = {.rofs = rofs};
    int status = 0;
    if (directory->index == NULL && directory->count >= ROFS_INDEX_FROM)
        status = build_index(&cursor, directory, entry);
    if (status == 0)
        status = directory->index != NULL ? find_by_index(&cursor, directory, name, length, entry)
                                          : find_by_reading(&cursor, directory, name, length, entry);
    rofs_cursor_end(&cursor);
    return status;
}

static struct rofs_parent *slot_of(const struct rofs_parents *parents, uint32_t inode)
{
    uint32_t at = inode * 2654435761u; /* the golden ratio, as Knuth has it in 6.4 */
    while (parents->table[at & (parents->size - 1)].inode != 0 &&
           parents->table[at & (parents->size - 1)].inode != inode)
        at++;
    return &parents->table[at & (parents->size - 1)];
}

static int grow(struct rofs_parents *parents)
{
    struct rofs_parents larger = {.size = parents->size == 0 ? FIRST_PARENTS : parents->size * 2,
                                  .count = parents->count};
    larger.table = kzalloc(larger.size * sizeof(*larger.table));
    if (larger.table == NULL) return -ENOMEM;
    for (uint32_t i = 0; i < parents->size; i++)
        if (parents->table[i].inode != 0) *slot_of(&larger, parents->table[i].inode) = parents->table[i];
    kfree(parents->table);
    *parents = larger;
    return 0;
}

int rofs_claim(struct rofs *rofs, struct rofs_parents *parents, uint64_t inode, uint32_t entry)
{
    if (2 * (parents->count + 1) > parents->size && grow(parents) != 0) return -ENOMEM;
    struct rofs_parent *slot = slot_of(parents, (uint32_t)inode);
    if (slot->inode == 0) {
        *slot = (struct rofs_parent){(uint32_t)inode, entry};
        parents->count++;
    }
    if (inode != ROFS_ROOT_INODE && slot->entry == entry) return 0;
    format_text(rofs->error, ROFS_ERROR_SIZE,
                "inode %lu: the directory is in two places, or in itself (entry at byte %u)", inode, entry);
    return -EIO;
}
