/* SPDX-License-Identifier: MIT */
/* What is right and wrong about a file that is to be mapped as a shared object. Pure; fuzzed on the host. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** So many program headers are kept; linkers make about a dozen. */
#define LDSO_HEADERS_MAX 64u

/** The extent of the loaded segments, in whole pages, as addresses of the file. */
struct ldso_extent {
    uint64_t low, high;
    uint64_t align; /* the largest that a segment asks for, at least a page */
};

/** Checks the first `size` bytes of a file that has `file_size`. NULL: it is a shared object for this machine
 * with its program headers at header->e_phoff; else a clause that says what is wrong. */
const char *ldso_check_file(const Elf64_Ehdr *header, size_t size, uint64_t file_size);

/** Checks the program headers; nothing of what passes makes mapping it leave the file or the extent. Fills
 * *extent when it answers NULL. */
const char *ldso_check_segments(const Elf64_Phdr *headers, unsigned count, uint64_t file_size,
                                struct ldso_extent *extent);

#pragma GCC visibility pop
