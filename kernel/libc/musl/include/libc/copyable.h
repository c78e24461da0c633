/* SPDX-License-Identifier: MIT */
/*
 * Variables of libc that an executable may have its own copy of (R_X86_64_COPY). All of libc reaches such a
 * variable through its slot in the global offset table, so the dynamic linker moves it by writing the slot.
 */
#pragma once

#include <stdint.h>

/** An entry of the linker set `copyable`, which the tool makes of the variables that a kernel exports: each
 * name of a variable has a slot, and so an entry, of its own. */
struct libc_copyable {
    void *variable;
    int32_t
        slot; /* from this field to the slot of the global offset table that holds the variable's address */
    int32_t unused;
};
