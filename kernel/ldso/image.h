/* SPDX-License-Identifier: MIT */
/*
 * An ELF file that is in memory: the executable, a shared object, or the kernel itself as what stands for
 * libc.so.6. Addresses "of the file" (p_vaddr, st_value, r_offset) become addresses in memory by adding the
 * bias.
 */
#pragma once

#include "elf-names.h"

#include <core/demand.h>

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/** A version of the GNU symbol versioning, as a reference needs it or an object defines it. */
struct ldso_version {
    const char *name; /* NULL: the index is not in use */
    uint32_t hash;    /* the SysV hash of the name */
};

/** DT_GNU_HASH. Every chain lies within the symbol table. */
struct ldso_gnu_hash {
    uint32_t bucket_count;             /* 0: the object has no such table */
    uint32_t first_symbol, symbol_end; /* the chains are of the symbols from the one to before the other */
    uint32_t bloom_mask;               /* number of words minus one */
    uint32_t bloom_shift;
    const uint64_t *bloom;
    const uint32_t *buckets, *chain; /* chain[0] belongs to first_symbol */
};

/** DT_HASH. */
struct ldso_sysv_hash {
    uint32_t bucket_count; /* 0: the object has no such table */
    const uint32_t *buckets, *chain;
};

/** A table of relocations with addends. */
struct ldso_relocations {
    const Elf64_Rela *items;
    size_t count;
};

/** An array of functions; the pointers are read only once they were relocated. */
struct ldso_functions {
    uint64_t *items;
    size_t count;
};

/** What the dynamic section says, checked: everything that is pointed to lies in the object's segments. */
struct ldso_dynamic {
    const Elf64_Dyn *entries;
    size_t count; /* without the final DT_NULL */
    const char *strings;
    size_t strings_size; /* the last byte is 0 */
    const Elf64_Sym *symbols;
    uint32_t symbol_count;
    struct ldso_gnu_hash gnu;
    struct ldso_sysv_hash sysv;
    const uint16_t *symbol_versions;                               /* symbol_count items, or NULL */
    const struct ldso_version *needed_versions, *defined_versions; /* by index, or NULL */
    uint32_t needed_version_count, defined_version_count;
    struct ldso_relocations rela, plt;
    const uint64_t *relr;
    size_t relr_count;
    struct ldso_functions preinit, init, fini;
    uint64_t init_function, fini_function; /* addresses of the file; 0: none */
    const char *soname, *rpath, *runpath;  /* NULL: none */
    uint64_t flags, flags_1;
    bool text_relocations;
};

/** PT_TLS, and where its copies are. */
struct ldso_tls {
    size_t module;   /* from 1; 0: the object has no thread-local storage */
    uint64_t offset; /* the thread pointer minus this is the copy of a thread that starts later */
    bool is_static;  /* and of every thread that runs already */
    bool installed;  /* the threads have it */
};

/** A list of objects in which a symbol is looked up, in this order. */
struct ldso_scope {
    struct ldso_image **images;
    size_t count, room;
};

/** Written under the loader's lock, and never removed once it is in the list of `map`. */
struct ldso_image {
    struct link_map map; /* the first member: debuggers and programs use a handle as this */
    const char *path;    /* for messages; the executable's too */
    uint64_t device, inode;
    uint64_t low, high; /* what it spans in memory, whole pages */
    const Elf64_Phdr *headers;
    uint16_t header_count;
    bool is_kernel, is_executable;
    bool needs_kernel; /* names a library that the kernel is */
    bool is_global;    /* in the global scope */
    bool is_started;   /* its constructors ran, or are running */
    bool late_binding; /* functions that nothing defines are looked for again when they are called */
    bool deep_binding; /* its group is searched before the global scope */
    bool was_visited;  /* by the walk that orders constructors and destructors */
    struct ldso_dynamic dynamic;
    struct ldso_tls tls;
    struct ldso_image *
        *needed; /* what DT_NEEDED names, in that order; of the kernel's libraries only libc.so.6 */
    size_t needed_count, walked;
    struct ldso_image *loader; /* who needed it first; NULL: the executable, dlopen */
    struct ldso_image *walk_from;
    const struct ldso_scope *group; /* where its references are looked up besides the global scope */
    struct ldso_scope closure;      /* it and what it needs, breadth first; empty until somebody opens it */
};

/** Memory that the file's addresses [address, address + size) are in, if one segment with all of the rights
 * `flags` (PF_R, PF_W, PF_X) has them all; else NULL. */
void *ldso_span(const struct ldso_image *image, uint64_t address, uint64_t size, uint32_t flags);

/** As ldso_span, for an array whose items want to be aligned. NULL also when it is not, or the size
 * overflows. */
void *ldso_span_array(const struct ldso_image *image, uint64_t address, uint64_t count, size_t item_size,
                      size_t align);

/** The first program header of a type; NULL: there is none. */
const Elf64_Phdr *ldso_find_header(const struct ldso_image *image, uint32_t type);

/** Whether an address in memory lies in one of its segments. */
bool ldso_contains(const struct ldso_image *image, uint64_t address);

#pragma GCC visibility pop
