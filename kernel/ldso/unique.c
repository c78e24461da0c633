/* SPDX-License-Identifier: MIT */
#include "unique.h"
#include "arena.h"

#include <string.h>

struct ldso_unique {
    struct ldso_unique *next;
    uint32_t hash;
    const char *name;
    struct ldso_definition definition;
};

static struct ldso_unique *newest;

void ldso_unique(const struct ldso_reference *reference, struct ldso_definition *definition)
{
    for (struct ldso_unique *entry = newest; entry != NULL; entry = entry->next) {
        if (entry->hash != reference->gnu_hash || strcmp(entry->name, reference->name) != 0) continue;
        *definition = entry->definition;
        return;
    }
    /* What is global is found first by everybody, without a table. */
    if (definition->image->is_global) return;
    struct ldso_unique *entry = ldso_allocate(sizeof(*entry), 8);
    if (entry == NULL) return;
    *entry =
        (struct ldso_unique){newest, reference->gnu_hash,
                             definition->image->dynamic.strings + definition->symbol->st_name, *definition};
    newest = entry;
}
/* With one object, each name has one definition anyway. */
DO_FOR_USE(image_libraries, ldso_unique);

struct ldso_unique *ldso_unique_mark(void)
{
    return newest;
}

void ldso_unique_release(struct ldso_unique *mark)
{
    newest = mark;
}
