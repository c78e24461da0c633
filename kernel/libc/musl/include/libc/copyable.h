/* SPDX-License-Identifier: MIT */
/*
 * Variables of libc that an executable may have its own copy of (R_X86_64_COPY). All of libc reaches such a
 * variable through its slot in the global offset table, so the dynamic linker moves it by writing the slot.
 */
#pragma once

#include <stdint.h>

/** An entry of the linker set `copyable`. */
struct libc_copyable {
    void *variable;
    int32_t
        slot; /* from this field to the slot of the global offset table that holds the variable's address */
    int32_t unused;
};

/** Adds a variable. Each name of a variable has a slot of its own and needs an entry of its own. At file
 * scope. */
#define LIBC_COPYABLE(name)                                                                                  \
    __asm__(".pushsection .set.copyable, \"aR\", @progbits\n"                                                \
            ".balign 8\n"                                                                                    \
            ".quad " #name "\n"                                                                              \
            ".long " #name "@GOTPCREL\n"                                                                     \
            ".long 0\n"                                                                                      \
            ".popsection")
