/* SPDX-License-Identifier: MIT */
/* Configuration space by the two ports that every PC has (PCI Local Bus 3.0, 3.2.2.3.2), base address
 * registers, capabilities. */
#include <arch/io.h>
#include <core/log.h>
#include <mm/vmap.h>
#include <pci/pci.h>
#include <sched/lock.h>

#include "private.h"
#include "registers.h"

/* Capabilities are at least 4 bytes, behind the header of 64: a list with more of them has a loop. */
#define CAPABILITIES_MAX 48

/* From setting the address port to using the data port. */
static struct spinlock config_lock = SPINLOCK_INIT;

static uint64_t select_register(const struct pci_device *device, unsigned offset)
{
    uint64_t flags = spin_lock_irqsave(&config_lock);
    io_out32(PCI_ADDRESS_PORT, PCI_ADDRESS_ENABLE | (uint32_t)device->bus << 16 |
                                   (uint32_t)device->slot << 11 | (uint32_t)device->function << 8 |
                                   (offset & 0xfc));
    return flags;
}

bool pci_present(void)
{
    io_out32(PCI_ADDRESS_PORT, PCI_ADDRESS_ENABLE);
    return io_in32(PCI_ADDRESS_PORT) == PCI_ADDRESS_ENABLE;
}

uint32_t pci_read32(const struct pci_device *device, unsigned offset)
{
    uint64_t flags = select_register(device, offset);
    uint32_t value = io_in32(PCI_DATA_PORT);
    spin_unlock_irqrestore(&config_lock, flags);
    return value;
}

uint16_t pci_read16(const struct pci_device *device, unsigned offset)
{
    return (uint16_t)(pci_read32(device, offset) >> (offset & 2) * 8);
}

uint8_t pci_read8(const struct pci_device *device, unsigned offset)
{
    return (uint8_t)(pci_read32(device, offset) >> (offset & 3) * 8);
}

void pci_write16(const struct pci_device *device, unsigned offset, uint16_t value)
{
    /* Not read, changed and written as 32 bits: the other half may have bits that are cleared by writing them
     * (the status). */
    uint64_t flags = select_register(device, offset);
    io_out16(PCI_DATA_PORT + (offset & 2), value);
    spin_unlock_irqrestore(&config_lock, flags);
}

void pci_write32(const struct pci_device *device, unsigned offset, uint32_t value)
{
    uint64_t flags = select_register(device, offset);
    io_out32(PCI_DATA_PORT, value);
    spin_unlock_irqrestore(&config_lock, flags);
}

unsigned pci_find_capability(const struct pci_device *device, unsigned id, unsigned after)
{
    if (!(pci_read16(device, PCI_STATUS) & PCI_STATUS_CAPABILITIES)) return 0;
    unsigned at = pci_read8(device, after != 0 ? after + 1 : PCI_CAPABILITIES) & 0xfc;
    /* A place in the header is none of a capability: the list is broken there, if it did not end. */
    for (unsigned count = 0; at >= PCI_CAPABILITIES_START && count < CAPABILITIES_MAX; count++) {
        uint16_t header = pci_read16(device, at);
        if ((header & 0xff) == id) return at;
        at = header >> 8 & 0xfc;
    }
    return 0;
}

void pci_enable(const struct pci_device *device)
{
    uint16_t command = pci_read16(device, PCI_COMMAND);
    pci_write16(device, PCI_COMMAND, command | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_NO_INTX);
}

/* The size of what a register describes: the lowest bit of the address that can be set; 0: none can. The
 * device must not answer meanwhile. */
static uint64_t bar_size(const struct pci_device *device, unsigned offset, uint32_t low, uint32_t high,
                         bool wide)
{
    uint16_t command = pci_read16(device, PCI_COMMAND);
    pci_write16(device, PCI_COMMAND, command & (uint16_t)~PCI_COMMAND_MEMORY);
    pci_write32(device, offset, UINT32_MAX);
    uint64_t mask = pci_read32(device, offset);
    pci_write32(device, offset, low);
    if (wide) {
        pci_write32(device, offset + 4, UINT32_MAX);
        mask |= (uint64_t)pci_read32(device, offset + 4) << 32;
        pci_write32(device, offset + 4, high);
    }
    pci_write16(device, PCI_COMMAND, command);
    mask &= PCI_BAR_MASK;
    return mask & -mask;
}

volatile void *pci_map_bar(const struct pci_device *device, unsigned bar, uint64_t offset, uint64_t size)
{
    if (bar >= PCI_BARS) return NULL;
    uint32_t low = pci_read32(device, PCI_BAR(bar)), high = 0;
    bool wide = (low & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64;
    if ((low & PCI_BAR_IO) || (wide && bar + 1 == PCI_BARS)) return NULL;
    if (wide) high = pci_read32(device, PCI_BAR(bar + 1));
    uint64_t address = ((uint64_t)high << 32 | low) & PCI_BAR_MASK;
    if (address == 0) return NULL;
    uint64_t whole = bar_size(device, PCI_BAR(bar), low, high, wide);
    /* An address is a multiple of the size, so that the end does not wrap. */
    if (size == 0 || offset > whole || size > whole - offset || address & (whole - 1)) return NULL;
    return mmio_map(address + offset, size);
}
