/* SPDX-License-Identifier: MIT */
/* Symbols of which the whole program has one, however the objects that define them were opened
 * (STB_GNU_UNIQUE, which C++ compilers give to inline variables). Written under the loader's lock. */
#pragma once

#include "lookup.h"

#pragma GCC visibility push(hidden)

struct ldso_unique;

/** Replaces *definition by the first one of that name that was bound to; remembers it if it is that. `name`
 * lives as long as the definition's object. */
void ldso_unique(const struct ldso_reference *reference, struct ldso_definition *definition);

/** A moment, and going back to it: what was remembered since is forgotten. */
struct ldso_unique *ldso_unique_mark(void);
void ldso_unique_release(struct ldso_unique *mark);

DECLARE_DO(image_libraries, ldso_unique);

#pragma GCC visibility pop
