/* SPDX-License-Identifier: MIT */
/*
 * PCI devices (PCI Local Bus 3.0). In the stage `bus` all functions are enumerated; each that a driver of the
 * set `pci_driver` wants is given to it at once. Devices are set up by the firmware or the VMM; addresses are
 * not assigned here.
 */
#pragma once

#include <arch/irq.h>
#include <core/set.h>

#define PCI_BARS 6

struct pci_device {
    uint8_t bus, slot, function;
    uint16_t vendor, device;
    uint16_t subsystem; /* subsystem device id, of ordinary (type 0) functions */
    /* Of MSI-X; found at pci_msix_attach. */
    uint16_t msix_capability;
    uint16_t msix_vectors;
    volatile char *msix_table;
};

struct pci_driver {
    const char *name;
    uint16_t vendor;
    uint16_t first, last; /* device ids */
    /** In the stage `bus`. `device` is copied by whoever wants to keep it. 0 or a negative errno. */
    int (*found)(const struct pci_device *device);
};
/* Register with SET_ADD(pci_driver, struct pci_driver, name). */

/* Registers of configuration space; `offset` is aligned to the width, below 256. */
uint8_t pci_read8(const struct pci_device *device, unsigned offset);
uint16_t pci_read16(const struct pci_device *device, unsigned offset);
uint32_t pci_read32(const struct pci_device *device, unsigned offset);
void pci_write16(const struct pci_device *device, unsigned offset, uint16_t value);
void pci_write32(const struct pci_device *device, unsigned offset, uint32_t value);

/** The offset of the next capability with that id behind `after` (0: the first), or 0: there is none. */
unsigned pci_find_capability(const struct pci_device *device, unsigned id, unsigned after);

/** Lets the device answer in memory space and reach memory by itself. */
void pci_enable(const struct pci_device *device);

/** Maps part of what a base address register describes. NULL: there is no such memory, or the part is not
 * inside of it. */
volatile void *must_check pci_map_bar(const struct pci_device *device, unsigned bar, uint64_t offset,
                                      uint64_t size);

/** Routes MSI-X vector `vector` of the device to a handler. 0, -ENODEV (no MSI-X, or not so many vectors),
 * -ENOSPC, -ENOMEM. */
int must_check pci_msix_attach(struct pci_device *device, unsigned vector, struct irq_handler *handler);
