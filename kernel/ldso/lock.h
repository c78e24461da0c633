/* SPDX-License-Identifier: MIT */
#pragma once

#pragma GCC visibility push(hidden)

/** The loader's lock. A thread may take it again: constructors open libraries. */
void ldso_lock(void);
void ldso_unlock(void);

#pragma GCC visibility pop
