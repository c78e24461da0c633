/* SPDX-License-Identifier: MIT */
/* What a boot protocol hands over. Each protocol has one file in boot/, all fill this structure. */
#pragma once

#include <core/types.h>

#define BOOT_MEMORY_RANGES 16
#define BOOT_COMMAND_LINE_SIZE 8192

struct boot_range {
    paddr_t start, end;
};

struct bootinfo {
    const char *protocol; /* "PVH", "Linux" */
    char *command_line;   /* a copy in the kernel's memory, 0-terminated */
    struct boot_range
        ram[BOOT_MEMORY_RANGES]; /* usable RAM, ascending, kernel and boot structures not taken out */
    uint32_t ram_count;
    paddr_t acpi_rsdp; /* 0: not told */
};

extern struct bootinfo bootinfo;

/** A device that the command line describes: virtio_mmio.device=SIZE@ADDRESS:IRQ. */
struct boot_virtio_mmio {
    paddr_t address;
    uint64_t size;
    unsigned irq;
};
#define BOOT_VIRTIO_MMIO_DEVICES 32
extern struct boot_virtio_mmio boot_virtio_mmio[BOOT_VIRTIO_MMIO_DEVICES];
extern unsigned boot_virtio_mmio_count;

/** Marks that a stage of the boot is done, for --bootchart. `name` stays. */
void boot_stage_done(const char *name);

/** Prints what boot_stage_done recorded, if --bootchart was given. To be called right before the program's
 * first instruction. */
void bootchart_print(void);
