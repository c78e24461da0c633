/* SPDX-License-Identifier: MIT */
/* From the program's first instruction to its entry point: everything is loaded, bound and constructed in
 * between. */
#include "arena.h"
#include "dynamic.h"
#include "failure.h"
#include "init.h"
#include "interpose.h"
#include "list.h"
#include "load.h"
#include "missing.h"
#include "scope.h"
#include "search.h"
#include "stop.h"
#include "tls.h"

#include "libc.h"

#include <stdlib.h>
#include <string.h>

/* The top of the main thread's stack, for garbage collectors. */
void *__libc_stack_end;

static struct ldso_image executable;

static void must(int status)
{
    if (status != 0) ldso_stop("%s", ldso_failure_text);
}

static uint64_t auxiliary(uint64_t type)
{
    for (const size_t *pair = libc.auxv; pair[0] != AT_NULL; pair += 2)
        if (pair[0] == type) return pair[1];
    return 0;
}

/* The kernel has mapped it. */
static void describe_executable(void)
{
    struct ldso_image *image = &executable;
    image->is_executable = image->is_global = true;
    image->path = (const char *)auxiliary(AT_EXECFN);
    if (image->path == NULL) image->path = "program";
    image->headers = (const Elf64_Phdr *)auxiliary(AT_PHDR);
    image->header_count = (uint16_t)auxiliary(AT_PHNUM);
    if (image->headers == NULL)
        ldso_stop("%s: its program headers are in no segment; link it with an ordinary linker script",
                  image->path);
    image->map.l_name = (char *)"";
    const Elf64_Phdr *own = ldso_find_header(image, PT_PHDR), *dynamic = ldso_find_header(image, PT_DYNAMIC);
    if (own != NULL) image->map.l_addr = (uint64_t)image->headers - own->p_vaddr;
    if (dynamic != NULL) image->map.l_ld = (Elf64_Dyn *)(image->map.l_addr + dynamic->p_vaddr);
    image->low = UINT64_MAX;
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        if (header->p_type != PT_LOAD || header->p_memsz == 0) continue;
        uint64_t start = image->map.l_addr + header->p_vaddr, end = start + header->p_memsz;
        if (start < image->low) image->low = start & -4096ul;
        if (end > image->high) image->high = (end + 4095) & -4096ul;
    }
}

/* Debuggers find the list of objects by this entry. */
static void write_debug_entry(void)
{
    for (size_t i = 0; i < executable.dynamic.count; i++) {
        const Elf64_Dyn *entry = &executable.dynamic.entries[i];
        uint64_t address = (uint64_t)&entry->d_un.d_ptr - executable.map.l_addr;
        uint64_t *word = ldso_span(&executable, address, sizeof(*word), PF_W);
        if (entry->d_tag == DT_DEBUG && word != NULL) *word = (uint64_t)&_r_debug;
    }
}

/* LD_PRELOAD: names between blanks or colons. What cannot be loaded is said, and left out. */
static void load_preloaded(const char *list)
{
    if (list == NULL) return;
    for (;;) {
        list += strspn(list, " :");
        size_t length = strcspn(list, " :");
        if (length == 0) return;
        const char *name = ldso_copy_text(list, length);
        struct ldso_image *image = NULL;
        if (name == NULL) ldso_stop("out of memory");
        if (ldso_load(name, &executable, LDSO_LOAD, &image) != 0)
            ldso_warn("LD_PRELOAD: %s; ignored", ldso_failure_text);
        else if (ldso_scope_add(&ldso_global_scope, image) != 0)
            ldso_stop("out of memory");
        list += length;
    }
}

DO_FOR_USE(image_libraries, load_preloaded);

/* The scope is the queue: what is needed is appended to it, each once, breadth first. */
static void load_all(void)
{
    struct ldso_scope *scope = &ldso_global_scope;
    if (ldso_scope_add(&ldso_loading, &executable) != 0 || ldso_scope_add(scope, &executable) != 0)
        ldso_stop("out of memory");
    DO(image_libraries, load_preloaded)(libc.secure ? NULL : getenv("LD_PRELOAD"));
    for (size_t i = 0; i < scope->count; i++) {
        struct ldso_image *image = scope->images[i];
        image->is_global = true;
        must(ldso_load_needed(image));
        for (size_t n = 0; n < image->needed_count; n++)
            if (ldso_scope_add(scope, image->needed[n]) != 0) ldso_stop("out of memory");
    }
    if (ldso_scope_add(scope, &ldso_kernel) != 0) ldso_stop("out of memory");
    executable.closure = *scope;
}

static void read_environment(void)
{
    const char *missing = getenv("THIMBLE_ALLOW_MISSING");
    ldso_allow_missing = missing != NULL && strcmp(missing, "1") == 0;
    if (!libc.secure) ldso_library_path = getenv("LD_LIBRARY_PATH");
}

/** Called by ldso_start with the initial stack pointer. Where the program is entered. */
__attribute__((visibility("hidden"))) uint64_t ldso_main(uint64_t *stack)
{
    __libc_stack_end = stack;
    ldso_argc = (int)*stack;
    ldso_argv = (char **)(stack + 1);
    __init_libc(ldso_argv + ldso_argc + 1, ldso_argv[0]);
    read_environment();

    ldso_describe_kernel();
    must(ldso_read_dynamic(&ldso_kernel));
    describe_executable();
    must(ldso_read_dynamic(&executable));
    must(DO(image_tls, ldso_tls_register)(&executable));
    load_all();
    must(ldso_tls_place_startup(ldso_loading.images, ldso_loading.count));
    write_debug_entry();
    must(ldso_finish_loading());
    must(ldso_tls_start());
    DO(image_allocator, ldso_interpose_allocator)();
    ldso_list_append(ldso_loading.images, ldso_loading.count);
    struct ldso_image *kernel = &ldso_kernel;
    ldso_list_append(&kernel, 1);
    ldso_loading = (struct ldso_scope){NULL, 0, 0};

    ldso_construct_first(&executable);
    ldso_construct(ldso_global_scope.images, ldso_global_scope.count);
    return auxiliary(AT_ENTRY);
}
