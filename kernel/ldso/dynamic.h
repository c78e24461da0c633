/* SPDX-License-Identifier: MIT */
/* From a dynamic section to checked tables. Pure but for the arena and the text of a failure; fuzzed on the
 * host. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Reads the dynamic section of `image`, whose headers and bias are known, into image->dynamic. An object
 * without one gets empty tables. 0; -ENOEXEC with a text: the file is damaged; -ENOMEM with a text. */
int ldso_read_dynamic(struct ldso_image *image);

/** The text of the n-th DT_NEEDED. NULL: there are no more. */
const char *ldso_needed_name(const struct ldso_image *image, size_t n);

/** The text at `offset` of the string table; NULL: it lies outside. */
const char *ldso_string(const struct ldso_image *image, uint64_t offset);

/** The parts of ldso_read_dynamic that are in files of their own; `hash`, `need`, ... are addresses of the
 * file. */
int ldso_read_gnu_hash(struct ldso_image *image, uint64_t hash);
int ldso_read_sysv_hash(struct ldso_image *image, uint64_t hash);
DECLARE_DO(image_sysv_hash, ldso_read_sysv_hash);
int ldso_read_versions(struct ldso_image *image, uint64_t symbol_versions, uint64_t need, uint64_t need_count,
                       uint64_t definition, uint64_t definition_count);
DECLARE_DO(image_versions, ldso_read_versions);

/** ldso_fail with -ENOEXEC: "FILE: WHAT; the file is damaged". */
int ldso_damaged(const struct ldso_image *image, const char *what);

#pragma GCC visibility pop
