// SPDX-License-Identifier: MIT
#pragma once

#include <core/demand.h>

#include <stddef.h>
#include <stdint.h>

/* Room for every name of Linux and the NUL behind it. */
#define SYSCALL_NAME_SIZE 32

/* Writes the name of a system call, implemented or not; "" for a number that Linux does not use. A name that
 * is longer is cut off. `size` is at least 1. */
void syscall_name(uint32_t number, char *name, size_t size);
DECLARE_DO(call_names, syscall_name);
