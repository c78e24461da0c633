/* SPDX-License-Identifier: MIT */
/* The Linux/x86 boot protocol, 64-bit entry: Documentation/x86/{boot,zero-page}.rst. Firecracker, Cloud
 * Hypervisor. */
#include <core/log.h>

#include "boot.h"

#define E820_ENTRIES_MAX 128
#define E820_RAM 1
#define HEADER_MAGIC 0x53726448 /* "HdrS" */

/* Those fields of the zero page that are used, at their places. */
struct boot_params {
    uint8_t pad0[0x70];
    uint64_t acpi_rsdp_addr; /* 0x70 */
    uint8_t pad1[0xc8 - 0x78];
    uint32_t ext_cmd_line_ptr; /* 0xc8 */
    uint8_t pad2[0x1e8 - 0xcc];
    uint8_t e820_entries; /* 0x1e8 */
    uint8_t pad3[0x202 - 0x1e9];
    uint32_t header; /* 0x202 */
    uint8_t pad4[0x228 - 0x206];
    uint32_t cmd_line_ptr; /* 0x228 */
    uint8_t pad5[0x2d0 - 0x22c];
    struct {
        uint64_t addr, size;
        uint32_t type;
    } __attribute__((packed)) e820_table[E820_ENTRIES_MAX]; /* 0x2d0 */
} __attribute__((packed));
_Static_assert(offsetof(struct boot_params, acpi_rsdp_addr) == 0x70, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, header) == 0x202, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, cmd_line_ptr) == 0x228, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, e820_table) == 0x2d0, "zero-page.rst");

void boot_from_linux(const struct boot_params *params)
{
    bootinfo.protocol = "Linux";
    if (params->header != HEADER_MAGIC)
        boot_failed("Linux boot protocol: the header's magic is %x, expected %x", params->header,
                    HEADER_MAGIC);
    bootinfo.acpi_rsdp = params->acpi_rsdp_addr;
    for (unsigned i = 0; i < MIN(params->e820_entries, E820_ENTRIES_MAX); i++)
        if (params->e820_table[i].type == E820_RAM)
            boot_add_ram(params->e820_table[i].addr, params->e820_table[i].size);
    paddr_t text = params->cmd_line_ptr | (paddr_t)params->ext_cmd_line_ptr << 32;
    if (text != 0)
        boot_copy_command_line(boot_physical(text, BOOT_COMMAND_LINE_SIZE, "command line"),
                               BOOT_COMMAND_LINE_SIZE);
}
