/* SPDX-License-Identifier: MIT */
/* Which definition a reference is bound to. */
#include "bind.h"
#include "failure.h"
#include "missing.h"
#include "relocate.h"
#include "scope.h"
#include "unique.h"

#include <errno.h>

bool ldso_lookup(struct ldso_image *image, const struct ldso_reference *reference,
                 const struct ldso_image *except, struct ldso_definition *definition)
{
    const struct ldso_scope *group = image->group;
    if (image->dynamic.flags & DF_SYMBOLIC && image != except) {
        const Elf64_Sym *own = ldso_find_symbol(image, reference);
        *definition = (struct ldso_definition){.image = image, .symbol = own};
        if (own != NULL) return true;
    }
    if (image->deep_binding && group != NULL && ldso_find_in_scope(group, 0, except, reference, definition))
        return true;
    if (ldso_find_in_scope(&ldso_global_scope, 0, except, reference, definition)) return true;
    return group != NULL && ldso_find_in_scope(group, 0, except, reference, definition);
}

/* Nothing defines it. */
static int undefined(struct ldso_image *image, uint32_t index, const struct ldso_reference *reference,
                     struct ldso_definition *definition)
{
    const Elf64_Sym *symbol = &image->dynamic.symbols[index];
    const struct ldso_version *version = reference->version;
    *definition = (struct ldso_definition){.image = NULL, .symbol = NULL};
    if (ELF64_ST_BIND(symbol->st_info) == STB_WEAK) return 0;
    bool function = reference->use == LDSO_USE_CALL || ELF64_ST_TYPE(symbol->st_info) == STT_FUNC ||
                    ELF64_ST_TYPE(symbol->st_info) == STT_NOTYPE;
    if (function && FOR(missing_functions, ldso_missing_function) != NULL &&
        DO(missing_functions, ldso_may_be_missing)(image, reference))
        return FOR(missing_functions, ldso_missing_function)(image, index, definition);
    return ldso_fail(image->path, -ENOENT, "undefined symbol: %s%s%s", reference->name,
                     version != NULL ? ", version " : "", version != NULL ? version->name : "");
}

/* Local symbols, and those that are not to be seen from outside, are the object's own. */
static bool binds_to_itself(const Elf64_Sym *symbol)
{
    if (ELF64_ST_BIND(symbol->st_info) == STB_LOCAL) return true;
    return symbol->st_shndx != SHN_UNDEF && ELF64_ST_VISIBILITY(symbol->st_other) != STV_DEFAULT;
}

static int check_index(const struct ldso_image *image, uint32_t index)
{
    if (index < image->dynamic.symbol_count &&
        image->dynamic.symbols[index].st_name < image->dynamic.strings_size)
        return 0;
    return ldso_fail(image->path, -ENOEXEC,
                     "its symbol %u has no name in its string table; the file is damaged", index);
}

int ldso_bind(struct ldso_image *image, uint32_t index, enum ldso_use use, struct ldso_definition *definition)
{
    int status = check_index(image, index);
    if (status != 0) return status;
    const Elf64_Sym *symbol = &image->dynamic.symbols[index];
    *definition = (struct ldso_definition){.image = image, .symbol = symbol};
    if (binds_to_itself(symbol)) return 0;
    struct ldso_reference reference =
        ldso_reference(image->dynamic.strings + symbol->st_name, ldso_version_of(image, index), use);
    if (!ldso_lookup(image, &reference, NULL, definition))
        return undefined(image, index, &reference, definition);
    if (ELF64_ST_BIND(definition->symbol->st_info) == STB_GNU_UNIQUE)
        DO(image_libraries, ldso_unique)(&reference, definition);
    return 0;
}

int ldso_bind_copied(struct ldso_image *image, uint32_t index, struct ldso_definition *definition)
{
    int status = check_index(image, index);
    if (status != 0) return status;
    const Elf64_Sym *symbol = &image->dynamic.symbols[index];
    struct ldso_reference reference = ldso_reference(image->dynamic.strings + symbol->st_name,
                                                     ldso_version_of(image, index), LDSO_USE_CALL);
    if (ldso_lookup(image, &reference, image, definition)) return 0;
    /* A variable, which is no function that may be missing. */
    reference.use = LDSO_USE_ADDRESS;
    return undefined(image, index, &reference, definition);
}

uint64_t ldso_address_of(const struct ldso_definition *definition)
{
    const Elf64_Sym *symbol = definition->symbol;
    uint64_t address =
        symbol->st_shndx == SHN_ABS ? symbol->st_value : definition->image->map.l_addr + symbol->st_value;
    if (ELF64_ST_TYPE(symbol->st_info) != STT_GNU_IFUNC || symbol->st_shndx == SHN_UNDEF) return address;
    /* A resolver that is no code of its object is not called. */
    return ldso_span(definition->image, symbol->st_value, 1, PF_X) != NULL ? ldso_resolve_ifunc(address)
                                                                           : address;
}
