/* SPDX-License-Identifier: MIT */
/* Where libraries are. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Longest path that is tried, with its final 0. */
#define LDSO_PATH_MAX 4096u

/** Value of LD_LIBRARY_PATH, or NULL. Written once. */
extern const char *ldso_library_path;

/** What is done with a directory (0-terminated, without the final slash but for "/"). Anything but 0 ends the
 * walk and is its result. */
typedef int ldso_directory_fn(const char *directory, void *context);

/** Goes through the directories in which what `requester` (NULL: nobody) needs is searched, in order. */
int ldso_each_directory(const struct ldso_image *requester, ldso_directory_fn *visit, void *context);

/** Opens the library `name` that `requester` needs. The path it was opened by is written to `path`. A
 * descriptor, or a negative errno: -ENOENT: it is in none of the directories. */
int ldso_search(const char *name, const struct ldso_image *requester, char path[LDSO_PATH_MAX]);

/** The directory of the object, 0-terminated. 0 or a negative errno. */
int ldso_origin(const struct ldso_image *image, char directory[LDSO_PATH_MAX]);

/** Copies `length` bytes of `text`, with $ORIGIN, $LIB and $PLATFORM (or ${ORIGIN}, ...) replaced. Its
 * length, or -ENAMETOOLONG; other negative errnos: the origin is not known. */
int ldso_expand(const struct ldso_image *image, const char *text, size_t length, char result[LDSO_PATH_MAX]);

#pragma GCC visibility pop
