/* SPDX-License-Identifier: MIT */
/* What relocating needs of the other objects, the threads and the page tables, without them. */
#include "../failure.h"
#include "../protect.h"
#include "../relocate.h"
#include "object.h"

#include <errno.h>
#include <string.h>

static Elf64_Sym wanted = {.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                           .st_shndx = SHN_ABS,
                           .st_value = WANTED_ADDRESS,
                           .st_size = 1};

int ldso_bind(struct ldso_image *image, uint32_t index, enum ldso_use use, struct ldso_definition *definition)
{
    const Elf64_Sym *symbol = &image->dynamic.symbols[index];
    *definition = (struct ldso_definition){image, NULL};
    if (symbol->st_name >= image->dynamic.strings_size) return ldso_fail(image->path, -ENOEXEC, "no name");
    const char *name = image->dynamic.strings + symbol->st_name;
    struct ldso_reference reference = ldso_reference(name, ldso_version_of(image, index), use);
    definition->symbol = strcmp(name, "wanted") == 0 ? &wanted : ldso_find_symbol(image, &reference);
    if (definition->symbol != NULL || ELF64_ST_BIND(symbol->st_info) == STB_WEAK) return 0;
    return ldso_fail(image->path, -ENOENT, "undefined symbol: %s", name);
}

int ldso_bind_copied(struct ldso_image *image, uint32_t index, struct ldso_definition *definition)
{
    return ldso_bind(image, index, LDSO_USE_CALL, definition);
}

uint64_t ldso_address_of(const struct ldso_definition *definition)
{
    bool absolute = definition->symbol->st_shndx == SHN_ABS;
    return (absolute ? 0 : definition->image->map.l_addr) + definition->symbol->st_value;
}

/* What is chosen is the next byte. */
uint64_t ldso_resolve_ifunc(uint64_t resolver)
{
    return resolver + 1;
}

int ldso_move_kernel_variable(void *from, void *to)
{
    (void)from;
    (void)to;
    return -ENOENT;
}

int ldso_tls_static_offset(struct ldso_image *image, uint64_t offset, uint64_t *result)
{
    *result = offset - image->tls.offset;
    return 0;
}

int ldso_tls_descriptor(struct ldso_image *image, uint64_t offset, uint64_t words[2])
{
    words[0] = image->tls.module;
    words[1] = offset;
    return 0;
}

int ldso_protect_text(const struct ldso_image *image, bool writable)
{
    (void)image;
    (void)writable;
    return 0;
}
