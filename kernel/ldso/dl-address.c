/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "list.h"

#include <dlfcn.h>

/* Of dladdr1. */
#define RTLD_DL_SYMENT 1
#define RTLD_DL_LINKMAP 2

/* The symbol that has the address within it; one without a size has only its first byte. */
static const Elf64_Sym *symbol_at(const struct ldso_image *image, uint64_t address)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    const Elf64_Sym *best = NULL;
    uint64_t at = address - image->map.l_addr;
    for (uint32_t i = 0; i < dynamic->symbol_count; i++) {
        const Elf64_Sym *symbol = &dynamic->symbols[i];
        unsigned type = ELF64_ST_TYPE(symbol->st_info);
        if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx == SHN_ABS || type == STT_TLS ||
            type == STT_SECTION || symbol->st_name >= dynamic->strings_size)
            continue;
        uint64_t offset = at - symbol->st_value;
        if (offset >= symbol->st_size && offset != 0) continue;
        if (best == NULL || symbol->st_value > best->st_value) best = symbol;
    }
    return best;
}

int dladdr1(const void *address, Dl_info *info, void **extra, int flags)
{
    struct ldso_image *image = ldso_find_by_address((uint64_t)address);
    if (image == NULL) return 0;
    const Elf64_Sym *symbol = symbol_at(image, (uint64_t)address);
    *info = (Dl_info){
        .dli_fname = image->is_executable ? image->path : image->map.l_name,
        .dli_fbase = (void *)image->low,
    };
    if (symbol != NULL) {
        info->dli_sname = image->dynamic.strings + symbol->st_name;
        info->dli_saddr = (void *)(image->map.l_addr + symbol->st_value);
    }
    if (flags == RTLD_DL_SYMENT) *(const Elf64_Sym **)extra = symbol;
    if (flags == RTLD_DL_LINKMAP) *(struct link_map **)extra = &image->map;
    return 1;
}

int dladdr(const void *address, Dl_info *info)
{
    return dladdr1(address, info, NULL, 0);
}
