/* SPDX-License-Identifier: MIT */
/* From an open file to memory that can run. For the files of this folder. */
#pragma once

#include <core/types.h>

struct file;

/** A program in memory, and the interpreter that starts it if it has one. */
struct loaded_program {
    vaddr_t start;   /* the first instruction: the interpreter's, or the program's own */
    vaddr_t entry;   /* the program's entry point */
    vaddr_t headers; /* its program headers */
    uint16_t header_count;
    vaddr_t interpreter_base; /* where the interpreter was put; 0: there is none */
    vaddr_t end;              /* of its data, page-aligned: where the heap may begin */
    bool executable_stack;
};

/** Maps the program in `file`, and its interpreter. boot_failed, with the reason, when that is not possible.
 */
void load_program(struct file *file, const char *path, struct loaded_program *program);

/** boot_failed for a step of the loading that gave `status`: out of memory, an unreadable file. */
_Noreturn void load_failed(const char *path, int status);

/** Opens a file that is to be run. `needed_by` (or NULL) names who asked for it. boot_failed when it cannot
 * be. */
struct file *load_open(const char *path, const char *needed_by);
