/* SPDX-License-Identifier: MIT */
#include <acpi/acpi.h>
#include <arch/cpu.h>
#include <mm/vmap.h>

#define CPUID_ADDRESS_SIZES 0x80000008u

const void *acpi_map(paddr_t address, size_t size)
{
    /* The firmware's tables lie side by side in memory that is not in the direct map: mostly the last mapping
     * serves again. */
    static paddr_t start, end;
    static const char *memory;
    /* Bits beyond the CPU's width are reserved in page tables: using them faults. */
    paddr_t limit = 1ull << (arch_cpuid(CPUID_ADDRESS_SIZES, 0).eax & 0x3f);
    if (address >= limit || size > limit - address) return NULL;
    if (memory == NULL || address < start || address + size > end) {
        const volatile void *mapped = mmio_map(ALIGN_DOWN(address, PAGE_SIZE), size + address % PAGE_SIZE);
        if (mapped == NULL) return NULL;
        memory = (const char *)mapped;
        start = ALIGN_DOWN(address, PAGE_SIZE);
        end = ALIGN_UP(address + size, PAGE_SIZE);
    }
    return memory + (address - start);
}
