/* SPDX-License-Identifier: MIT */
/* Enumeration: every function of every bus that the firmware put behind bridges. On one CPU, at boot. */
#include <core/init.h>
#include <core/log.h>
#include <pci/pci.h>

#include "private.h"
#include "registers.h"

#define SLOTS 32
#define FUNCTIONS 8
#define BUSES 256

SET_DECLARE(pci_driver, struct pci_driver);

static void give_to_driver(struct pci_device *device)
{
    SET_FOREACH(pci_driver, struct pci_driver, driver)
    {
        if (device->vendor != (*driver)->vendor || device->device < (*driver)->first ||
            device->device > (*driver)->last)
            continue;
        device->subsystem = pci_read16(device, PCI_SUBSYSTEM);
        int status = (*driver)->found(device);
        if (status != 0)
            log_warn("pci: %s cannot use the device %x:%x at %x:%x.%x (error %d)", (*driver)->name,
                     device->vendor, device->device, device->bus, device->slot, device->function, -status);
        return;
    }
}

/* A bitmap of buses to visit and visited: broken bridges that lead to themselves end the walk, without
 * recursion. */
struct walk {
    uint64_t wanted[BUSES / 64], seen[BUSES / 64];
};

static void visit_function(struct walk *walk, struct pci_device *device)
{
    uint8_t header = pci_read8(device, PCI_HEADER_TYPE) & PCI_HEADER_MASK;
    if (header == PCI_HEADER_BRIDGE && pci_read16(device, PCI_CLASS) == PCI_CLASS_BRIDGE) {
        uint8_t behind = pci_read8(device, PCI_SECONDARY_BUS);
        walk->wanted[behind / 64] |= 1ull << behind % 64;
    } else if (header == PCI_HEADER_ORDINARY) {
        give_to_driver(device);
    }
}

/* False: there is nothing in the place of `device`. */
static bool visit(struct walk *walk, struct pci_device *device)
{
    uint32_t id = pci_read32(device, PCI_VENDOR);
    device->vendor = (uint16_t)id;
    device->device = (uint16_t)(id >> 16);
    if (device->vendor == PCI_VENDOR_NONE) return false;
    visit_function(walk, device);
    return true;
}

static void visit_bus(struct walk *walk, uint8_t bus)
{
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        struct pci_device first = {.bus = bus, .slot = (uint8_t)slot};
        if (!visit(walk, &first) || !(pci_read8(&first, PCI_HEADER_TYPE) & PCI_HEADER_MULTIFUNCTION))
            continue;
        for (unsigned function = 1; function < FUNCTIONS; function++) {
            struct pci_device device = {.bus = bus, .slot = (uint8_t)slot, .function = (uint8_t)function};
            visit(walk, &device);
        }
    }
}

static int pci_enumerate(void)
{
    if (!pci_present()) return 0;
    struct walk walk = {.wanted = {1}};
    /* A bridge may lead to a lower number than its own, hence from the start again after each bus. */
    for (unsigned word = 0; word < ARRAY_SIZE(walk.wanted); word++) {
        uint64_t unseen = walk.wanted[word] & ~walk.seen[word];
        if (unseen == 0) continue;
        unsigned bit = (unsigned)__builtin_ctzll(unseen);
        walk.seen[word] |= 1ull << bit;
        visit_bus(&walk, (uint8_t)(word * 64 + bit));
        word = 0u - 1;
    }
    return 0;
}
INIT_CALL(bus, pci_enumerate);
