/* SPDX-License-Identifier: MIT */
/* What the boot protocols have in common. */
#include <arch/page.h>
#include <core/log.h>
#include <core/string.h>

#include "boot.h"

#define BOOT_MAPPED (1ul << 30)
#define PHYSICAL_END (1ul << 46)

struct bootinfo bootinfo;

const void *boot_physical(paddr_t address, size_t size, const char *what)
{
    if (address >= BOOT_MAPPED || size > BOOT_MAPPED - address)
        boot_failed("%s: the %s is at %lx, expected below %lx", bootinfo.protocol, what, address,
                    BOOT_MAPPED);
    return phys_to_virt(address);
}

void boot_add_ram(paddr_t start, uint64_t size)
{
    if (start >= PHYSICAL_END || bootinfo.ram_count == BOOT_MEMORY_RANGES) return;
    paddr_t end = start + MIN(size, PHYSICAL_END - start);
    start = ALIGN_UP(start, PAGE_SIZE);
    end = ALIGN_DOWN(end, PAGE_SIZE);
    if (start < end) bootinfo.ram[bootinfo.ram_count++] = (struct boot_range){start, end};
}

void boot_finish_ram(void)
{
    struct boot_range *ram = bootinfo.ram;
    for (uint32_t i = 1; i < bootinfo.ram_count; i++)
        for (uint32_t j = i; j > 0 && ram[j].start < ram[j - 1].start; j--) {
            struct boot_range swap = ram[j];
            ram[j] = ram[j - 1];
            ram[j - 1] = swap;
        }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < bootinfo.ram_count; i++) {
        if (kept > 0 && ram[i].start <= ram[kept - 1].end)
            ram[kept - 1].end = MAX(ram[kept - 1].end, ram[i].end);
        else
            ram[kept++] = ram[i];
    }
    bootinfo.ram_count = kept;
}

/* The loader put the text into RAM that the frame allocator is going to hand out. */
static char command_line[BOOT_COMMAND_LINE_SIZE];

void boot_copy_command_line(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    if (length >= sizeof(command_line))
        boot_failed("the command line has %zu bytes or more, at most %zu are possible", length,
                    sizeof(command_line) - 1);
    memcpy(command_line, text, length);
    bootinfo.command_line = command_line;
}
