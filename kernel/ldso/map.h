/* SPDX-License-Identifier: MIT */
/* From an open file to an object in memory. */
#pragma once

#include "image.h"

#include <sys/stat.h>

#pragma GCC visibility push(hidden)

/** Maps the shared object in the open file, of which `path` (kept) is the name. The object is in no list, and
 * its dynamic section is not read. 0 or a negative errno with a text. */
int ldso_map(int file, const struct stat *status, const char *path, struct ldso_image **image);

/** Takes the object's pages away. */
void ldso_unmap(struct ldso_image *image);

#pragma GCC visibility pop
