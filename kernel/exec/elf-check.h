/* SPDX-License-Identifier: MIT */
/* What is right and wrong about an ELF file that is to be run: pure, fuzzed on the host. Nothing that passes
 * can make the loader map outside of the program's half, read outside of the file, or compute with an
 * overflow. */
#pragma once

#include <abi/elf.h>
#include <core/types.h>

/** Program headers take at most so many bytes (as on Linux). */
#define ELF_SEGMENTS_MAX_BYTES 65536u
/** An interpreter's path, with the final 0. */
#define ELF_INTERPRETER_MAX 4096u
/** The largest alignment of a segment that is kept. */
#define ELF_ALIGN_MAX (1ul << 30)

/** What the segments say, all together. Addresses are as in the file, before a bias is added. */
struct elf_summary {
    vaddr_t low, high;         /* page-aligned; all that is loaded lies in [low, high) */
    uint64_t align;            /* the largest alignment that a loaded segment asks for; at least a page */
    vaddr_t headers;           /* where the program headers get loaded; 0: nowhere */
    uint64_t interpreter;      /* offset of the interpreter's path in the file */
    uint32_t interpreter_size; /* with the final 0; 0: there is none */
    bool executable_stack;
};

/** Checks the first `size` bytes of a file of `file_size` bytes, of which *header are the beginning. NULL
 * when it can be run, else a clause that says what is wrong, to be put behind the file's name and a colon. */
const char *elf_check_header(const struct elf_header *header, size_t size, uint64_t file_size);

/** Checks the program headers of a file whose header is right; fills *summary when it answers NULL. */
const char *elf_check_segments(const struct elf_header *header, const struct elf_segment *segments,
                               uint64_t file_size, struct elf_summary *summary);
