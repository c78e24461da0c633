/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/types.h>

/** A system call was made for the first time. */
void syscall_record(uint32_t number);

/** A name was looked up in the kernel, and found. 0. */
long symbol_record(const char *name);

/** The program went to what is mounted at a path, for the first time. */
void path_record(const char *path);

/** The program makes use of a component which nothing in its image may call for. 0. */
long component_record(const char *name);

/** The program loaded a library that is in no image. 0. */
long library_record(const char *path);
