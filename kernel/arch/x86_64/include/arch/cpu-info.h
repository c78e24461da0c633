/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/types.h>

/** What /proc/cpuinfo says of one CPU, as text of at most `size` bytes with the final 0; returns the full
 * length. */
size_t arch_cpu_info(unsigned number, char *buffer, size_t size);
