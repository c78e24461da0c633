// SPDX-License-Identifier: MIT
/*
 * Registers in memory, for the one file of a test, which includes the sources under test behind this: what
 * they read and write comes to fake_read and fake_write by its physical address, and must lie in what they
 * mapped.
 */
#pragma once

#include <arch/io.h>
#include <assert.h>
#include <mm/vmap.h>

/* Where a physical address is mapped; nothing is there. */
#define FAKE_WINDOW 0x200000000000ul
#define FAKE_MAPPINGS 64

static struct fake_mapping {
    paddr_t address;
    size_t size;
} fake_mappings[FAKE_MAPPINGS];
static unsigned fake_mapping_count, fake_mappings_left = UINT32_MAX;

/* The test's. */
__attribute__((unused)) static uint32_t fake_read(paddr_t address, unsigned width);
static void fake_write(paddr_t address, unsigned width, uint32_t value);

volatile void *mmio_map(paddr_t physical, size_t size)
{
    if (fake_mappings_left == 0) return NULL;
    if (fake_mappings_left != UINT32_MAX) fake_mappings_left--;
    /* Else it would wrap, or be longer than what any driver needs. */
    assert(fake_mapping_count < FAKE_MAPPINGS && size != 0 && size <= 65536 && physical + size > physical);
    fake_mappings[fake_mapping_count++] = (struct fake_mapping){physical, size};
    return (volatile void *)(FAKE_WINDOW + physical);
}

/* Registers are used as a whole, each in its place. */
static paddr_t fake_address(const volatile void *pointer, unsigned width)
{
    paddr_t address = (paddr_t)pointer - FAKE_WINDOW;
    assert(address % width == 0);
    for (unsigned i = 0; i < fake_mapping_count; i++) {
        const struct fake_mapping *mapping = &fake_mappings[i];
        if (address - mapping->address < mapping->size &&
            width <= mapping->size - (address - mapping->address))
            return address;
    }
    abort();
}

#define mmio_read8(address) ((uint8_t)fake_read(fake_address(address, 1), 1))
#define mmio_read16(address) ((uint16_t)fake_read(fake_address(address, 2), 2))
#define mmio_read32(address) fake_read(fake_address(address, 4), 4)
#define mmio_write8(address, value) fake_write(fake_address(address, 1), 1, value)
#define mmio_write16(address, value) fake_write(fake_address(address, 2), 2, value)
#define mmio_write32(address, value) fake_write(fake_address(address, 4), 4, value)
