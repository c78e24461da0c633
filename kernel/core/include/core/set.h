/* SPDX-License-Identifier: MIT */
/*
 * Linker sets: tables that the linker builds from what each object file adds to them, so that nothing central
 * names a component. An item is a constant structure; the set holds pointers to the items. The tool's linker
 * script gathers the sections `.set.NAME` and `.set.NAME.ORDER` (sorted by name) between __set_NAME_start and
 * __set_NAME_end.
 */
#pragma once

#include <core/types.h>

/** Adds `item` (a static object of type `type`) to the set `set`. At file scope. */
#define SET_ADD(set, type, item)                                                                             \
    static const type *const __set_entry_##item __attribute__((used, section(".set." #set))) = &(item)

/** As SET_ADD; items come in ascending order of `order`, an unquoted word. */
#define SET_ADD_ORDERED(set, order, type, item)                                                              \
    static const type *const __set_entry_##item __attribute__((used, section(".set." #set "." #order))) =    \
        &(item)

/** Declares the set for use in this file. At file scope. */
#define SET_DECLARE(set, type) extern const type *const __set_##set##_start[], *const __set_##set##_end[]

/** Loops over the set; `item` is a `const type *const *`. */
#define SET_FOREACH(set, type, item)                                                                         \
    for (const type *const *item = __set_##set##_start; item < __set_##set##_end; item++)
