/* SPDX-License-Identifier: MIT */
/* ELF interpreters that are in the kernel: where the image has no file of that path, the program starts with
 * such a one. */
#pragma once

#include <core/set.h>

struct builtin_interpreter {
    /** As programs name it in PT_INTERP. */
    const char *path;
    /** Entered as a program is: with the stack that process_start makes, in the program's stead
     * (psABI 3.4.1). AT_BASE is 0. */
    void (*start)(void);
};

/** At file scope; `item` is a static const struct builtin_interpreter. */
#define BUILTIN_INTERPRETER(item) SET_ADD(builtin_interpreter, struct builtin_interpreter, item)
