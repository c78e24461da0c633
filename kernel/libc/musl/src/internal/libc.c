// SPDX-License-Identifier: MIT
// musl's, with room for the global locale as glibc lays locales out: it is the last member of libc's
// variables, and what knows musl's structure alone uses its beginning.
#include "libc.h"

_Static_assert(__builtin_offsetof(struct __libc, global_locale) + sizeof(struct __locale_struct) ==
                   sizeof(struct __libc),
               "nothing is behind it");

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <../internal/libc.c>
#pragma clang diagnostic pop
