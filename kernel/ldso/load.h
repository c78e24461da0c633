/* SPDX-License-Identifier: MIT */
/* Loading: a library, and what it needs. Under the loader's lock. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Objects that were mapped and are in no other list yet, in that order. */
extern struct ldso_scope ldso_loading;

/** How an object is asked for. */
enum ldso_load_mode { LDSO_LOAD, LDSO_LOAD_IF_LOADED };

/** Finds the object `name` that `requester` (NULL: nobody) asks for, among the loaded ones or in the image;
 * then it is in ldso_loading. *image is NULL when it is not loaded and shall not be. 0 or a negative errno
 * with a text. */
int ldso_load(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
              struct ldso_image **image);
/** What ldso_load is in kernels that do not record. */
int ldso_load_plain(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
                    struct ldso_image **image);
/** As ldso_load, for kernels that record: tells of libraries that the program has made, and what they import.
 */
int ldso_load_recorded(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
                       struct ldso_image **image);

/** Loads what `image` needs, and notes it in image->needed. 0 or a negative errno with a text. */
int ldso_load_needed(struct ldso_image *image);

/** Relocates what is in ldso_loading, what is needed before what needs it, and makes read-only what wants to
 * be. */
int ldso_finish_loading(void);

/** Unmaps what is in ldso_loading. */
void ldso_undo_loading(void);

#pragma GCC visibility pop
