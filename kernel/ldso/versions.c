/* SPDX-License-Identifier: MIT */
/* GNU symbol versioning (LSB, "Symbol Versioning"): which index stands for which version. */
#include "arena.h"
#include "dynamic.h"
#include "failure.h"

#include <errno.h>

/* An index has 15 bits, so a sound file cannot have more entries; a damaged one could keep us busy for hours.
 */
#define ENTRIES_MAX 65536u

/* Versions by index, growing. */
struct table {
    struct ldso_image *image;
    struct ldso_version *items; /* NULL while the indexes are only measured */
    uint32_t count;
    uint32_t entries;
};

static int add(struct table *table, uint16_t index, uint32_t name, uint32_t hash)
{
    const char *text = ldso_string(table->image, name);
    if (text == NULL) return ldso_damaged(table->image, "a version's name lies outside of its string table");
    if (++table->entries > ENTRIES_MAX) return ldso_damaged(table->image, "it has too many versions");
    index &= VERSYM_INDEX;
    if (table->items != NULL)
        table->items[index] = (struct ldso_version){.name = text, .hash = hash};
    else if (index >= table->count)
        table->count = index + 1u;
    return 0;
}

/* Every entry says how far the next one is; only forward, so that there is an end. */
static int next(const struct ldso_image *image, uint64_t *at, uint32_t distance, size_t size)
{
    if (distance < size) return ldso_damaged(image, "its versions form a loop");
    *at += distance;
    return 0;
}

static int walk_auxiliaries(struct table *table, uint64_t at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Elf64_Vernaux *entry = ldso_span_array(table->image, at, 1, sizeof(*entry), 4);
        if (entry == NULL) return ldso_damaged(table->image, "a needed version lies outside of its segments");
        int status = add(table, entry->vna_other, entry->vna_name, entry->vna_hash);
        if (status == 0 && i + 1 < count) status = next(table->image, &at, entry->vna_next, sizeof(*entry));
        if (status != 0) return status;
    }
    return 0;
}

static int walk_needed(struct table *table, uint64_t at, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        const Elf64_Verneed *entry = ldso_span_array(table->image, at, 1, sizeof(*entry), 4);
        if (entry == NULL) return ldso_damaged(table->image, "a needed version lies outside of its segments");
        if (entry->vn_version != 1)
            return ldso_damaged(table->image, "its needed versions have an unknown form");
        int status = walk_auxiliaries(table, at + entry->vn_aux, entry->vn_cnt);
        if (status == 0 && i + 1 < count) status = next(table->image, &at, entry->vn_next, sizeof(*entry));
        if (status != 0) return status;
    }
    return 0;
}

static int walk_defined(struct table *table, uint64_t at, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        const Elf64_Verdef *entry = ldso_span_array(table->image, at, 1, sizeof(*entry), 4);
        const Elf64_Verdaux *name =
            entry == NULL ? NULL : ldso_span_array(table->image, at + entry->vd_aux, 1, sizeof(*name), 4);
        if (name == NULL)
            return ldso_damaged(table->image, "a version that it defines lies outside of its segments");
        if (entry->vd_version != 1) return ldso_damaged(table->image, "its versions have an unknown form");
        int status = 0;
        /* The base version is the file's own name; symbols of index 1 belong to no version. */
        if (!(entry->vd_flags & VER_FLG_BASE))
            status = add(table, entry->vd_ndx, name->vda_name, entry->vd_hash);
        if (status == 0 && i + 1 < count) status = next(table->image, &at, entry->vd_next, sizeof(*entry));
        if (status != 0) return status;
    }
    return 0;
}

typedef int walk_fn(struct table *table, uint64_t at, uint64_t count);

/* Once to learn the largest index, once to fill the table. */
static int read_table(struct ldso_image *image, walk_fn *walk, uint64_t at, uint64_t count,
                      const struct ldso_version **items, uint32_t *item_count)
{
    struct table table = {.image = image};
    if (at == 0 || count == 0) return 0;
    int status = walk(&table, at, count);
    if (status != 0 || table.count == 0) return status;
    table.entries = 0;
    table.items = ldso_allocate(table.count * sizeof(*table.items), 8);
    if (table.items == NULL) return ldso_fail(image->path, -ENOMEM, "out of memory for its versions");
    status = walk(&table, at, count);
    *items = table.items;
    *item_count = table.count;
    return status;
}

int ldso_read_versions(struct ldso_image *image, uint64_t symbol_versions, uint64_t need, uint64_t need_count,
                       uint64_t definition, uint64_t definition_count)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    if (symbol_versions == 0) return 0;
    dynamic->symbol_versions =
        ldso_span_array(image, symbol_versions, dynamic->symbol_count, sizeof(uint16_t), 2);
    if (dynamic->symbol_versions == NULL)
        return ldso_damaged(image, "the table of its symbols' versions lies outside of its segments");
    int status = read_table(image, walk_needed, need, need_count, &dynamic->needed_versions,
                            &dynamic->needed_version_count);
    if (status != 0) return status;
    return read_table(image, walk_defined, definition, definition_count, &dynamic->defined_versions,
                      &dynamic->defined_version_count);
}
DO_FOR_USE(image_versions, ldso_read_versions);
