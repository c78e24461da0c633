/* SPDX-License-Identifier: MIT */
/* The kernel's own messages. Each is one line; the prefix `thimble: ` and the line's end are added here.
 * See docs/guest-interface.md for the lines that the host reads. */
#pragma once

#include <core/types.h>

/** Set by --verbose. */
extern bool log_verbose;

/** Informational: written with --verbose only. Formats: %d %u %x %lx %lu %ld %llu %zu %p %s %.*s %c %% with
 * width, 0 and -. */
void log_info(const char *format, ...) printf_like(1, 2);

/** Something that the user should know: `warning: ...`. */
void log_warn(const char *format, ...) printf_like(1, 2);

/** Whether a line that tells only the host something is in nobody's way: the kernel's lines go elsewhere than
 * the program's output, or somebody wants all of them. */
bool log_is_for_host(void);

/** A line as it is, after the prefix `thimble: `. For the lines that docs/guest-interface.md defines. */
void log_line(const char *format, ...) printf_like(1, 2);

/** As snprintf with the formats of log_info: writes at most `size` bytes with the final 0, returns the full
 * length. */
size_t format_text(char *buffer, size_t size, const char *format, ...) printf_like(3, 4);
size_t format_text_va(char *buffer, size_t size, const char *format, va_list arguments);

/** Stops the machine with the verdict "panic": the kernel found its own state broken. `component` is a
 * component's name; the text says what, expected and found. */
_Noreturn void panic(const char *component, const char *format, ...) printf_like(2, 3);

/** Stops the machine with the verdict "boot failed": the kernel cannot start the program. The text says what
 * to do. */
_Noreturn void boot_failed(const char *format, ...) printf_like(1, 2);

/** For our own mistakes only; the condition has no side effects. */
#define ASSERT(component, condition)                                                                         \
    do {                                                                                                     \
        if (unlikely(!(condition))) panic(component, "assertion failed: %s", #condition);                    \
    } while (0)
