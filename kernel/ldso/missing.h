/* SPDX-License-Identifier: MIT */
/* Functions that nothing defines: they may be bound to stubs that say so when they are called. */
#pragma once

#include "lookup.h"

#pragma GCC visibility push(hidden)

/** Whether the program is to start although functions are missing. Written once, before anything is bound. */
extern bool ldso_allow_missing;

/** Whether the object may be bound although nothing defines a function that it refers to: when the program is
 * to start nevertheless, when it is looked for again at its first call, and when this kernel was cut from it.
 */
bool ldso_may_be_missing(const struct ldso_image *image, const struct ldso_reference *reference);
DECLARE_DO(missing_functions, ldso_may_be_missing);

/** Makes a stub for the undefined symbol `index` of the object. When it is called it looks again, and calls
 * what it finds; else it ends the program with the function's name. 0, or a negative errno with a text. */
int ldso_missing_function(struct ldso_image *image, uint32_t index, struct ldso_definition *definition);
DECLARE_FOR(missing_functions, ldso_missing_function);

#pragma GCC visibility pop
