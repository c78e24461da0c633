/* SPDX-License-Identifier: MIT */
#include "lookup.h"
#include "kernel-names.h"

#include <string.h>

static uint32_t gnu_hash_of(const char *name)
{
    uint32_t hash = 5381;
    for (; *name != 0; name++) hash = hash * 33 + (uint8_t)*name;
    return hash;
}

uint32_t ldso_sysv_hash_of(const char *name)
{
    uint32_t hash = 0;
    for (; *name != 0; name++) {
        hash = (hash << 4) + (uint8_t)*name;
        hash ^= hash >> 24 & 0xf0;
    }
    return hash & 0x0fffffff;
}

struct ldso_reference ldso_reference(const char *name, const struct ldso_version *version, enum ldso_use use)
{
    return (struct ldso_reference){
        .name = name,
        .gnu_hash = gnu_hash_of(name),
        .sysv_hash = ldso_sysv_hash_of(name),
        .version = version,
        .use = use,
    };
}

const struct ldso_version *ldso_version_of(const struct ldso_image *image, uint32_t symbol)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    if (dynamic->symbol_versions == NULL || symbol >= dynamic->symbol_count) return NULL;
    uint32_t index = dynamic->symbol_versions[symbol] & VERSYM_INDEX;
    if (index < dynamic->needed_version_count && dynamic->needed_versions[index].name != NULL)
        return &dynamic->needed_versions[index];
    if (index < dynamic->defined_version_count && dynamic->defined_versions[index].name != NULL)
        return &dynamic->defined_versions[index];
    return NULL;
}

/* Whether the entry of a symbol table defines something that others may use. */
static bool defines(const Elf64_Sym *symbol, enum ldso_use use)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info), binding = ELF64_ST_BIND(symbol->st_info);
    if (binding != STB_GLOBAL && binding != STB_WEAK && binding != STB_GNU_UNIQUE) return false;
    if (type > STT_FUNC && type != STT_COMMON && type != STT_TLS && type != STT_GNU_IFUNC) return false;
    unsigned visibility = ELF64_ST_VISIBILITY(symbol->st_other);
    if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) return false;
    /* An undefined function with an address is a stub of a position-dependent executable (psABI, "Function
     * Addresses"): what pointers to the function hold in all of the program. */
    if (symbol->st_shndx == SHN_UNDEF)
        return use == LDSO_USE_ADDRESS && type == STT_FUNC && symbol->st_value != 0;
    return symbol->st_value != 0 || symbol->st_shndx == SHN_ABS || type == STT_TLS;
}

enum fit { NO_FIT, FIT, FIT_IF_NO_OTHER };

/* How the version of a definition fits the reference. */
static enum fit version_fit(const struct ldso_image *image, uint32_t index, const struct ldso_version *wanted)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    if (dynamic->symbol_versions == NULL || image->is_kernel) return FIT;
    uint16_t entry = dynamic->symbol_versions[index];
    uint32_t number = entry & VERSYM_INDEX;
    bool is_hidden = entry & VERSYM_HIDDEN;
    const struct ldso_version *own =
        number < dynamic->defined_version_count ? &dynamic->defined_versions[number] : NULL;
    bool versioned = own != NULL && own->name != NULL;
    /* Without a version, the unversioned or oldest definition is meant, else the default one. */
    if (wanted == NULL) return number <= 2 ? FIT : is_hidden ? NO_FIT : FIT_IF_NO_OTHER;
    if (!versioned) return is_hidden ? NO_FIT : FIT;
    return own->hash == wanted->hash && strcmp(own->name, wanted->name) == 0 ? FIT : NO_FIT;
}

/* What the chains of an object have given so far. */
struct search {
    const struct ldso_image *image;
    const struct ldso_reference *reference;
    const Elf64_Sym *fallback;
};

/* Whether symbol number `index` is the answer. */
static bool is_answer(struct search *search, uint32_t index)
{
    const struct ldso_image *image = search->image;
    const Elf64_Sym *symbol = &image->dynamic.symbols[index];
    if (!defines(symbol, search->reference->use) || symbol->st_name >= image->dynamic.strings_size)
        return false;
    if (strcmp(image->dynamic.strings + symbol->st_name, search->reference->name) != 0) return false;
    enum fit fit = version_fit(image, index, search->reference->version);
    if (fit == FIT_IF_NO_OTHER && search->fallback == NULL) search->fallback = symbol;
    return fit == FIT;
}

static const Elf64_Sym *search_gnu(struct search *search)
{
    const struct ldso_gnu_hash *gnu = &search->image->dynamic.gnu;
    uint32_t hash = search->reference->gnu_hash;
    uint64_t word = gnu->bloom[hash / 64 & gnu->bloom_mask];
    if (!(word >> hash % 64 & word >> (hash >> gnu->bloom_shift) % 64 & 1)) return NULL;
    uint32_t index = gnu->buckets[hash % gnu->bucket_count];
    if (index == 0) return NULL;
    /* The table was sound when it was read (hash-tables.c), but where it is writable the object's own
     * relocations may have changed it. */
    for (; index >= gnu->first_symbol && index < gnu->symbol_end; index++) {
        uint32_t entry = gnu->chain[index - gnu->first_symbol];
        if ((entry | 1) == (hash | 1) && is_answer(search, index))
            return &search->image->dynamic.symbols[index];
        if (entry & 1) break;
    }
    return search->fallback;
}

/* As a number, since that is what nobody returns where no object has such a table. */
static uintptr_t search_sysv(struct search *search)
{
    const struct ldso_dynamic *dynamic = &search->image->dynamic;
    uint32_t index = dynamic->sysv.buckets[search->reference->sysv_hash % dynamic->sysv.bucket_count];
    /* A damaged chain may be a loop. */
    for (uint32_t steps = 0;
         index != STN_UNDEF && index < dynamic->symbol_count && steps < dynamic->symbol_count; steps++) {
        if (is_answer(search, index)) return (uintptr_t)&dynamic->symbols[index];
        index = dynamic->sysv.chain[index];
    }
    return (uintptr_t)search->fallback;
}
DO_FOR_USE(image_sysv_hash, search_sysv);

const Elf64_Sym *ldso_find_symbol(const struct ldso_image *image, const struct ldso_reference *reference)
{
    struct search search = {.image = image, .reference = reference};
    struct ldso_reference renamed;
    if (image->is_kernel) {
        const char *name = ldso_kernel_name(reference->name, reference->version);
        if (name != reference->name) {
            renamed = ldso_reference(name, NULL, reference->use);
            search.reference = &renamed;
        }
    }
    if (image->dynamic.gnu.bucket_count != 0) return search_gnu(&search);
    if (image->dynamic.sysv.bucket_count == 0) return NULL;
    return (const Elf64_Sym *)DO(image_sysv_hash, search_sysv)(&search);
}

bool ldso_find_in_scope(const struct ldso_scope *scope, size_t from, const struct ldso_image *except,
                        const struct ldso_reference *reference, struct ldso_definition *definition)
{
    for (size_t i = from; i < scope->count; i++) {
        if (scope->images[i] == except) continue;
        const Elf64_Sym *symbol = ldso_find_symbol(scope->images[i], reference);
        if (symbol == NULL) continue;
        *definition = (struct ldso_definition){.image = scope->images[i], .symbol = symbol};
        return true;
    }
    return false;
}
