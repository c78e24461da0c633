/* SPDX-License-Identifier: MIT */
#include <acpi/acpi.h>
#include <arch/page.h>
#include <mm/vmap.h>

const void *acpi_map(paddr_t address, size_t size)
{
    /* The firmware's tables lie side by side in memory that is not in the direct map: mostly the last mapping
     * serves again. */
    static paddr_t start, end;
    static const char *memory;
    if (memory == NULL || address < start || address >= end || size > end - address) {
        const volatile void *mapped = mmio_map(address, size);
        if (mapped == NULL) return NULL;
        memory = (const char *)mapped - address % PAGE_SIZE;
        start = ALIGN_DOWN(address, PAGE_SIZE);
        end = ALIGN_UP(address + size, PAGE_SIZE);
    }
    return memory + (address - start);
}
