/* SPDX-License-Identifier: MIT */
#include "left-out.h"
#include "load.h"
#include "lookup.h"
#include "scope.h"

#include "syscall.h"

#include <sys/stat.h>

/* Functions of the kernel (kernel/syscall/record.c), as system calls are called. */
extern const char symbol_record[] __attribute__((visibility("hidden")));
extern const char library_record[] __attribute__((visibility("hidden")));

void ldso_record(const char *name)
{
    __syscall1((long)symbol_record, (long)name);
}

/* Whether a file is not in the image but in a file system of the kernel's: the program has made it. */
static bool is_made(const char *path)
{
    struct stat file, root;
    return stat(path, &file) == 0 && stat("/", &root) == 0 && file.st_dev != root.st_dev;
}

/* What a library binds to that nobody has seen before. */
static void record_imports(const struct ldso_image *image)
{
    for (uint32_t i = 1; i < image->dynamic.symbol_count; i++) {
        const Elf64_Sym *symbol = &image->dynamic.symbols[i];
        if (symbol->st_shndx != SHN_UNDEF || symbol->st_name >= image->dynamic.strings_size) continue;
        const char *name = image->dynamic.strings + symbol->st_name;
        struct ldso_reference reference = ldso_reference(name, ldso_version_of(image, i), LDSO_USE_CALL);
        if (ldso_find_symbol(&ldso_kernel, &reference) != NULL) ldso_record(name);
    }
}

int ldso_load_recorded(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
                       struct ldso_image **image)
{
    int status = ldso_load_plain(name, requester, mode, image);
    if (status != 0 || *image == NULL || *image == &ldso_kernel || !is_made((*image)->path)) return status;
    __syscall1((long)library_record, (long)(*image)->path);
    record_imports(*image);
    return 0;
}
