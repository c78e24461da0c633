/* SPDX-License-Identifier: MIT */
/* Relocations: computed and written into the object, each write within its segments. */
#pragma once

#include "image.h"
#include "lookup.h"

#pragma GCC visibility push(hidden)

/** Applies all of the object's relocations. Those of its segments that are not writable are made so while
 * that lasts, if the object says that it wants it. 0 or a negative errno with a text. */
int ldso_relocate(struct ldso_image *image);

/*
 * What relocating needs of others: bind.c, ifunc.c, copy.c, missing.c, tls.c; tests bring their own.
 */

/** Finds what symbol number `index` of the object refers to. 0, or a negative errno with a text when nothing
 * defines it and it is not weak. */
int ldso_bind(struct ldso_image *image, uint32_t index, enum ldso_use use,
              struct ldso_definition *definition);

/** As ldso_bind, for what a copy relocation copies: a definition in another object. */
int ldso_bind_copied(struct ldso_image *image, uint32_t index, struct ldso_definition *definition);

/** Address in memory of a definition that is no thread-local variable: asks the resolver of a STT_GNU_IFUNC.
 */
uint64_t ldso_address_of(const struct ldso_definition *definition);

/** Calls the resolver at an address in memory. */
uint64_t ldso_resolve_ifunc(uint64_t resolver);

/** Tells the kernel's libc that its variable at `from` lives at `to` from now on; the value was copied
 * already. 0, or a negative errno: it cannot be moved. */
int ldso_move_kernel_variable(void *from, void *to);

/** Where the variable at `offset` of the object's thread-local storage is, relative to the thread pointer.
 * The object gets static storage if it has none yet. 0, or a negative errno with a text: there is no room. */
int ldso_tls_static_offset(struct ldso_image *image, uint64_t offset, uint64_t *result);

/** Fills the two words of a TLS descriptor (psABI, "TLS Descriptors"). `offset` is one in the object's
 * storage. */
int ldso_tls_descriptor(struct ldso_image *image, uint64_t offset, uint64_t words[2]);

#pragma GCC visibility pop
