// SPDX-License-Identifier: MIT
// sources: object.c doubles.c ../arena.c ../dynamic.c ../failure.c ../file-header.c ../hash-tables.c ../image.c ../kernel-names.c ../lookup.c ../relocate.c ../versions.c
/* Any file may be a library. What is read of it, looked up in it and written into it stays within its
 * segments, and every refusal has a text. */
#include "../arena.h"
#include "../dynamic.h"
#include "../failure.h"
#include "../lookup.h"
#include "../relocate.h"
#include "object.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Each of its own names, with each version that it knows. */
static void look_up_all(const struct ldso_image *image)
{
    for (uint32_t i = 0; i < image->dynamic.symbol_count && i < 64; i++) {
        const char *name = ldso_string(image, image->dynamic.symbols[i].st_name);
        if (name == NULL) continue;
        const struct ldso_version *version = ldso_version_of(image, i);
        struct ldso_reference reference = ldso_reference(name, version, LDSO_USE_ADDRESS);
        const Elf64_Sym *symbol = ldso_find_symbol(image, &reference);
        assert(symbol == NULL || strcmp(ldso_string(image, symbol->st_name), name) == 0);
    }
    for (size_t n = 0; n < 8; n++)
        if (ldso_needed_name(image, n) == NULL) break;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ldso_arena_mark mark = ldso_arena_mark();
    struct ldso_image image;
    const char *reason;
    void *memory = object_load(data, size, &image, &reason);
    if (memory == NULL) return 0;
    ldso_failure_text[0] = 0;
    int status = ldso_read_dynamic(&image);
    assert((status == 0) == (ldso_failure_text[0] == 0));
    if (status == 0) {
        image.tls.module = ldso_find_header(&image, PT_TLS) != NULL;
        look_up_all(&image);
        status = ldso_relocate(&image);
        assert((status == 0) == (ldso_failure_text[0] == 0));
    }
    free(memory);
    ldso_arena_release(mark);
    return 0;
}
