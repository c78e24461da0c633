/* SPDX-License-Identifier: MIT */
/* Finds a symbol's definition in one object, by name and version. Pure. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** What the definition is wanted for. */
enum ldso_use {
    LDSO_USE_ADDRESS, /* an executable's own stub of a function counts, so that pointers to it are equal */
    LDSO_USE_CALL,    /* it does not */
};

/** What is looked for. */
struct ldso_reference {
    const char *name;
    uint32_t gnu_hash, sysv_hash;
    const struct ldso_version *version; /* NULL: any; the default one if there are several */
    enum ldso_use use;
};

/** Where it was found. `symbol` is NULL for a weak reference that nothing defines. */
struct ldso_definition {
    struct ldso_image *image;
    const Elf64_Sym *symbol;
};

/** A reference with its hashes computed. */
struct ldso_reference ldso_reference(const char *name, const struct ldso_version *version, enum ldso_use use);

/** The hash of a version's name (and of names in DT_HASH). */
uint32_t ldso_sysv_hash_of(const char *name);

/** The symbol of `image` that answers the reference; NULL: there is none. */
const Elf64_Sym *ldso_find_symbol(const struct ldso_image *image, const struct ldso_reference *reference);

/** Looks through the objects of the scope from the one numbered `from` on, leaving out `except` (or NULL).
 * Whether one defines it. */
bool ldso_find_in_scope(const struct ldso_scope *scope, size_t from, const struct ldso_image *except,
                        const struct ldso_reference *reference, struct ldso_definition *definition);

/** The version that the object wants of its undefined symbol, or gives to the one it defines; NULL: none. */
const struct ldso_version *ldso_version_of(const struct ldso_image *image, uint32_t symbol);

#pragma GCC visibility pop
