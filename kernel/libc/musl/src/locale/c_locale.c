// SPDX-License-Identifier: MIT
// The locales that are always there.
// Ours, before musl's own headers include theirs.
#include "libc.h"

#include "locale_impl.h"
#include <stdint.h>

// A catalogue of messages without any (GNU gettext manual, "The Format of GNU MO Files").
static const uint32_t no_messages[] = {0x950412de, 0, UINT32_MAX, UINT32_MAX, UINT32_MAX};

const struct __locale_map __c_dot_utf8 = {
    .map = no_messages,
    .map_size = sizeof(no_messages),
    .name = "C.UTF-8",
};

// clang-format off
#define EVERYWHERE(name) {name, name, name, name, name, name, NULL}
#define AFTER(name) {name, name, name, name, name, name}
// clang-format on

const struct __locale_struct __c_locale = {
    LIBC_CTYPE_TABLES,
    .first_names = EVERYWHERE("C"),
    .names = AFTER("C"),
};
const struct __locale_struct __c_dot_utf8_locale = {
    .cat[LC_CTYPE] = &__c_dot_utf8,
    LIBC_CTYPE_TABLES,
    .first_names = EVERYWHERE("C.UTF-8"),
    .names = AFTER("C.UTF-8"),
};
