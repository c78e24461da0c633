/* SPDX-License-Identifier: MIT */
/* As realpath and getcwd, but never with memory of malloc: for whoever may be all of libc that a kernel has.
 */
#pragma once

#include <limits.h>
#include <stddef.h>

/* NULL and errno if there is no such file, or its path is too long. */
__attribute__((__visibility__("hidden"))) char *libc_resolve_path(const char *restrict path,
                                                                  char resolved[restrict PATH_MAX]);

/* NULL and errno if the path does not fit into `size` bytes. */
__attribute__((__visibility__("hidden"))) char *libc_working_directory(char *path, size_t size);
