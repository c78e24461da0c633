/* SPDX-License-Identifier: MIT */
/* Message-signalled interrupts, MSI-X (PCI Local Bus 3.0, 6.8.2). */
#include <abi/errno.h>
#include <arch/io.h>
#include <pci/pci.h>

#include "registers.h"

/* Maps the table and enables MSI-X; every vector is masked after a reset. */
static int enable(struct pci_device *device)
{
    unsigned capability = pci_find_capability(device, PCI_CAPABILITY_MSIX, 0);
    /* At the end of configuration space it may be cut off. */
    if (capability == 0 || capability > PCI_SPACE_SIZE - PCI_MSIX_SIZE) return -ENODEV;
    uint16_t control = pci_read16(device, capability + PCI_MSIX_CONTROL);
    uint32_t table = pci_read32(device, capability + PCI_MSIX_TABLE);
    unsigned vectors = (control & PCI_MSIX_CONTROL_SIZE) + 1;
    device->msix_table = (volatile char *)pci_map_bar(
        device, table & PCI_MSIX_TABLE_BAR, table & ~PCI_MSIX_TABLE_BAR, vectors * PCI_MSIX_ENTRY_SIZE);
    if (device->msix_table == NULL) return -ENODEV;
    device->msix_vectors = (uint16_t)vectors;
    device->msix_capability = (uint16_t)capability;
    control &= (uint16_t)~PCI_MSIX_CONTROL_MASK;
    pci_write16(device, capability + PCI_MSIX_CONTROL, control | PCI_MSIX_CONTROL_ENABLE);
    return 0;
}

int pci_msix_attach(struct pci_device *device, unsigned vector, struct irq_handler *handler)
{
    int status = device->msix_table == NULL ? enable(device) : 0;
    if (status != 0) return status;
    if (vector >= device->msix_vectors) return -ENODEV;
    uint64_t address;
    uint32_t data;
    status = irq_attach_message(handler, &address, &data);
    if (status != 0) return status;
    volatile char *entry = device->msix_table + vector * PCI_MSIX_ENTRY_SIZE;
    mmio_write32(entry + PCI_MSIX_ADDRESS_LOW, (uint32_t)address);
    mmio_write32(entry + PCI_MSIX_ADDRESS_HIGH, (uint32_t)(address >> 32));
    mmio_write32(entry + PCI_MSIX_DATA, data);
    mmio_write32(entry + PCI_MSIX_VECTOR_CONTROL, 0);
    return 0;
}
