/* SPDX-License-Identifier: MIT */
/* The Fixed ACPI Description Table (ACPI 6.3, 5.2.9). Old tables are shorter: look at the length before a
 * field. */
#pragma once

#include <acpi/acpi.h>

/** An address in some space (5.2.3.2). */
struct acpi_address {
    uint8_t space;
    uint8_t bit_width;
    uint8_t bit_offset;
    uint8_t access_size;
    uint64_t address;
} __attribute__((packed));
_Static_assert(sizeof(struct acpi_address) == 12, "ACPI 6.3, 5.2.3.2");

#define ACPI_SPACE_MEMORY 0
#define ACPI_SPACE_IO 1

struct acpi_fadt {
    struct acpi_header header;
    uint32_t firmware_ctrl;
    uint32_t dsdt;
    uint8_t reserved0;
    uint8_t preferred_pm_profile;
    uint16_t sci_int;
    uint32_t smi_cmd;
    uint8_t acpi_enable;
    uint8_t acpi_disable;
    uint8_t s4bios_req;
    uint8_t pstate_cnt;
    uint32_t pm1a_evt_blk, pm1b_evt_blk;
    uint32_t pm1a_cnt_blk, pm1b_cnt_blk;
    uint8_t between0[112 - 72];
    uint32_t flags;
    struct acpi_address reset_reg;
    uint8_t reset_value;
    uint8_t between1[140 - 129];
    uint64_t x_dsdt;
    uint8_t between2[244 - 148];
    struct acpi_address sleep_control_reg;
    struct acpi_address sleep_status_reg;
} __attribute__((packed));
_Static_assert(offsetof(struct acpi_fadt, pm1a_cnt_blk) == 64, "ACPI 6.3, table 5-33");
_Static_assert(offsetof(struct acpi_fadt, flags) == 112, "ACPI 6.3, table 5-33");
_Static_assert(offsetof(struct acpi_fadt, reset_value) == 128, "ACPI 6.3, table 5-33");
_Static_assert(offsetof(struct acpi_fadt, x_dsdt) == 140, "ACPI 6.3, table 5-33");
_Static_assert(sizeof(struct acpi_fadt) == 268, "ACPI 6.3, table 5-33");

#define ACPI_FADT_RESET_REG_SUP (1u << 10)
#define ACPI_FADT_HW_REDUCED (1u << 20)

/** Whether a table is long enough to have `field`. */
#define ACPI_FADT_HAS(fadt, field)                                                                           \
    ((fadt)->header.length >= offsetof(struct acpi_fadt, field) + sizeof((fadt)->field))
