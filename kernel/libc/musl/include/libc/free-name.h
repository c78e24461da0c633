/* SPDX-License-Identifier: MIT */
/*
 * For a source of musl that is compiled with another name for one of its functions, because programs know the
 * name as that of a function of glibc, while musl keeps it hidden. musl's weak_alias takes names as they are
 * written; this one as the macro has made them.
 */
#ifndef LIBC_FREE_NAME_H
#define LIBC_FREE_NAME_H

#include <features.h>

#undef weak_alias
#define weak_alias(existing, name) LIBC_WEAK_ALIAS(existing, name)
#define LIBC_WEAK_ALIAS(existing, name)                                                                      \
    extern __typeof(existing) name __attribute__((__weak__, __alias__(#existing)))

#endif
