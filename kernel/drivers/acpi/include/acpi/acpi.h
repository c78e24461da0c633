/* SPDX-License-Identifier: MIT */
/* The firmware's ACPI tables (ACPI 6.3, 5.2). What they say is checked: a table that is cut, too long, or has
 * a wrong sum is as if it were not there, after a warning. */
#pragma once

#include <core/types.h>

/** Every table begins so (5.2.6). */
struct acpi_header {
    char signature[4];
    uint32_t length; /* of the whole table */
    uint8_t revision;
    uint8_t checksum; /* makes the sum of all bytes 0 */
    char oem_id[6];
    char oem_table_id[8];
    uint32_t oem_revision;
    uint32_t creator_id;
    uint32_t creator_revision;
} __attribute__((packed));
_Static_assert(sizeof(struct acpi_header) == 36, "ACPI 6.3, 5.2.6");

/** The first table with that signature ("FACP", "APIC", ...) in the root table, or NULL. Boot only: it maps
 * memory. The table stays mapped. */
const struct acpi_header *acpi_find_table(const char *signature);

/** The table at an address that another table gives, when it has that signature and a possible length; or
 * NULL. Its sum is for the caller to check: some tables are long, and not always needed. Boot only, as above.
 */
const struct acpi_header *acpi_table_at(paddr_t address, const char *signature);
/** Whether the sum of a table is right. */
bool acpi_table_ok(const struct acpi_header *table);

/** `size` bytes at a physical address, readable; NULL when there cannot be memory. */
const void *acpi_map(paddr_t address, size_t size);
