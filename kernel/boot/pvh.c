/* SPDX-License-Identifier: MIT */
/* The PVH protocol: Xen, xen/include/public/arch-x86/hvm/start_info.h. QEMU -kernel, Firecracker, Cloud
 * Hypervisor. */
#include <core/log.h>

#include "boot.h"

#define START_INFO_MAGIC 0x336ec578
#define START_INFO_VERSION_MEMMAP 1
#define MEMMAP_RAM 1
#define MEMMAP_ENTRIES_MAX 128

struct hvm_start_info {
    uint32_t magic, version, flags, nr_modules;
    uint64_t modlist_paddr, cmdline_paddr, rsdp_paddr;
    uint64_t memmap_paddr; /* from version 1 on */
    uint32_t memmap_entries, reserved;
};
_Static_assert(sizeof(struct hvm_start_info) == 56, "start_info.h");

struct hvm_memmap_table_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};
_Static_assert(sizeof(struct hvm_memmap_table_entry) == 24, "start_info.h");

void boot_from_pvh(const struct hvm_start_info *info)
{
    bootinfo.protocol = "PVH";
    if (info->magic != START_INFO_MAGIC || info->version < START_INFO_VERSION_MEMMAP)
        boot_failed("PVH: start info has magic %x and version %u, expected %x and at least %u", info->magic,
                    info->version, START_INFO_MAGIC, START_INFO_VERSION_MEMMAP);
    bootinfo.acpi_rsdp = info->rsdp_paddr;
    uint32_t count = MIN(info->memmap_entries, MEMMAP_ENTRIES_MAX);
    const struct hvm_memmap_table_entry *map =
        boot_physical(info->memmap_paddr, count * sizeof(*map), "memory map");
    for (uint32_t i = 0; i < count; i++)
        if (map[i].type == MEMMAP_RAM) boot_add_ram(map[i].addr, map[i].size);
    if (info->cmdline_paddr != 0)
        boot_copy_command_line(boot_physical(info->cmdline_paddr, BOOT_COMMAND_LINE_SIZE, "command line"),
                               BOOT_COMMAND_LINE_SIZE);
}
