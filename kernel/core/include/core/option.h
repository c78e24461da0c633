/* SPDX-License-Identifier: MIT */
/* Options of the kernel command line (docs/guest-interface.md). A component registers the ones it
 * understands. */
#pragma once

#include <core/set.h>

struct boot_option {
    /** With the dashes and, when it takes a value, the equals sign: "--cwd=" or "--tty". */
    const char *name;
    /** `value` is what follows the equals sign, 0-terminated, and stays valid for ever. Returns 0, or -EINVAL
     * for a wrong value. */
    int (*parse)(const char *value);
};

#define BOOT_OPTION(identifier, text, function)                                                              \
    static const struct boot_option boot_option_##identifier = {text, function};                             \
    SET_ADD(boot_option, struct boot_option, boot_option_##identifier)
