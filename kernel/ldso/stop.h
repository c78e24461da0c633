/* SPDX-License-Identifier: MIT */
#pragma once

/** Writes "thimble: TEXT" to standard error. */
__attribute__((format(printf, 1, 2), visibility("hidden"))) void ldso_warn(const char *format, ...);

/** Writes "thimble: TEXT" to standard error and ends the program with exit code 127, as a shell does for what
 * it cannot start. */
__attribute__((format(printf, 1, 2), visibility("hidden"))) _Noreturn void ldso_stop(const char *format, ...);
