/* SPDX-License-Identifier: MIT */
/* Names that are looked up: what a kernel lacks that was cut, and what one records that is not. */
#pragma once

#include "lookup.h"

#pragma GCC visibility push(hidden)

/** Whether the name of a reference is one that kernels can export and this one does not. */
bool ldso_is_left_out(const struct ldso_reference *reference);

/** Has the kernel tell the user when the name of a reference that nothing answers is one that kernels can
 * export. */
void ldso_tell_left_out(const struct ldso_reference *reference);

/** Generated: in a kernel that records it has the name told, in others it does nothing. */
void ldso_looked_up(const char *name);

/** What `ldso_looked_up` goes to in a kernel that records. */
void ldso_record(const char *name);

#pragma GCC visibility pop
