/* SPDX-License-Identifier: MIT */
/* The interpreter that glibc's programs name. */
#include <exec/interpreter.h>

extern void ldso_start(void) __attribute__((visibility("hidden")));

static const struct builtin_interpreter interpreter = {
    .path = "/lib64/ld-linux-x86-64.so.2",
    .start = ldso_start,
};
BUILTIN_INTERPRETER(interpreter);
