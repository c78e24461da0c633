/* SPDX-License-Identifier: MIT */
#pragma once

#include "image.h"
#include "lookup.h"

#pragma GCC visibility push(hidden)

/** Looks a reference of `image` up where its references are: the object itself if it says so (DF_SYMBOLIC),
 * the global scope, the group that it was opened with. `except` (or NULL) is left out. Whether something
 * defines it. */
bool ldso_lookup(struct ldso_image *image, const struct ldso_reference *reference,
                 const struct ldso_image *except, struct ldso_definition *definition);

#pragma GCC visibility pop
