/* SPDX-License-Identifier: MIT */
/* The program's first stack. For the files of this folder. */
#pragma once

#include "load.h"

/** Strings that are handed to the program. */
struct string_list {
    const char **items; /* in the kernel's memory */
    size_t count;
};

/** Maps the stack and fills it as the psABI (x86-64, 3.4.1) says: arguments, environment, auxiliary vector.
 * Records in `process` where they are. Returns the stack pointer to start with, 0 when it does not fit or
 * there is no memory. */
vaddr_t stack_build(const struct loaded_program *program, const char *path,
                    const struct string_list *arguments, const struct string_list *environment);
