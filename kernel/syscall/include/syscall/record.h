/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/types.h>

/** A system call was made for the first time. */
void syscall_record(uint32_t number);

/** A name was looked up in the kernel, and found. 0. */
long symbol_record(const char *name);
