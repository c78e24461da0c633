/* SPDX-License-Identifier: MIT */
/* The checksum of firmware's tables (ACPI 6.3, 5.2.6; Intel MultiProcessor Specification 1.4, chapter 4). */
#pragma once

#include <core/types.h>

/** The sum of `size` bytes, modulo 256: 0 for a table that is whole. */
static inline uint8_t byte_sum(const void *memory, size_t size)
{
    uint8_t total = 0;
    for (const uint8_t *byte = memory; size != 0; size--) total += *byte++;
    return total;
}
