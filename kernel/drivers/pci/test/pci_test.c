// SPDX-License-Identifier: MIT
/*
 * Enumeration, capabilities, base address registers and MSI-X, against functions that are as they should be,
 * and against those that lead in circles or out of their bounds: no walk goes on for ever, and nothing is
 * mapped that is not the device's.
 */
// sources:
#include <abi/errno.h>

#include "fake_pci.h"

#include "../pci.c"

static struct pci_device found[FAKE_FUNCTIONS];
static unsigned found_count;
static int found_status;

static int note(const struct pci_device *device)
{
    assert(found_count < FAKE_FUNCTIONS);
    found[found_count++] = *device;
    return found_status;
}
static const struct pci_driver driver = {
    .name = "test", .vendor = 0x1234, .first = 0x10, .last = 0x1f, .found = note};
FAKE_SET(pci_driver, struct pci_driver, driver);

/* Registers in memory: of MSI-X tables only; UINT64_MAX: they are anywhere. */
static uint32_t memory[2048 * PCI_MSIX_ENTRY_SIZE / 4];
static paddr_t memory_at = FAKE_BAR;

static uint32_t fake_read(paddr_t address, unsigned width)
{
    (void)address, (void)width;
    abort();
}
static void fake_write(paddr_t address, unsigned width, uint32_t value)
{
    if (memory_at == UINT64_MAX) return;
    assert(width == 4 && address >= memory_at && address - memory_at < sizeof(memory));
    memory[(address - memory_at) / 4] = value;
}

static void begin(void)
{
    fake_pci_begin();
    memset(memory, 0xff, sizeof(memory));
    warning[0] = 0;
    found_count = 0;
    found_status = 0;
}

static struct fake_function *add_bridge(uint8_t bus, uint8_t slot, uint8_t behind)
{
    struct fake_function *bridge = fake_add(bus, slot, 0, 0x00011111);
    fake_put(bridge, PCI_CLASS, 2, PCI_CLASS_BRIDGE);
    fake_put(bridge, PCI_HEADER_TYPE, 1, PCI_HEADER_BRIDGE);
    fake_put(bridge, PCI_SECONDARY_BUS, 1, behind);
    return bridge;
}

static void enumerates_what_there_is(void)
{
    begin();
    fake_no_ports = true;
    assert(pci_enumerate() == 0 && found_count == 0);
    begin();
    fake_put(fake_add(0, 1, 0, 0x00101234), PCI_SUBSYSTEM, 2, 77);
    fake_add(0, 2, 0, 0x00201234); /* another's */
    fake_put(fake_add(0, 31, 0, 0x001f1234), PCI_HEADER_TYPE, 1, PCI_HEADER_MULTIFUNCTION);
    fake_add(0, 31, 7, 0x00121234);
    add_bridge(0, 3, 255);
    fake_add(255, 0, 0, 0x00131234);
    fake_put(fake_add(0, 4, 0, 0x00141234), PCI_HEADER_TYPE, 1, 2); /* of a kind that nobody knows */
    assert(pci_enumerate() == 0 && found_count == 4 && warning[0] == 0);
    assert(found[0].slot == 1 && found[0].subsystem == 77 && found[0].device == 0x10);
    assert(found[1].slot == 31 && found[1].function == 0 && found[2].function == 7);
    assert(found[3].bus == 255 && found[3].device == 0x13);
    /* To itself, back, and to each other. */
    begin();
    add_bridge(0, 0, 0);
    add_bridge(0, 1, 7);
    add_bridge(7, 0, 3);
    add_bridge(3, 0, 7);
    add_bridge(3, 1, 0);
    fake_add(3, 2, 0, 0x00101234);
    found_status = -EIO;
    assert(pci_enumerate() == 0 && found_count == 1);
    assert(strcmp(warning, "pci: test cannot use the device 1234:10 at 3:2.0 (error 5)") == 0);
}

static struct pci_device place(const struct fake_function *function)
{
    return (struct pci_device){.bus = function->bus, .slot = function->slot, .function = function->function};
}

static unsigned find(struct fake_function *function, unsigned id, unsigned after)
{
    struct pci_device device = place(function);
    return pci_find_capability(&device, id, after);
}

static void walks_capabilities(void)
{
    begin();
    struct fake_function *function = fake_add(0, 1, 0, 0x00101234);
    fake_put_capability(function, 0xfc, 9);
    fake_put_capability(function, 0x40, 5);
    fake_put_capability(function, 0x80, 9);
    assert(find(function, 9, 0) == 0x80 && find(function, 9, 0x80) == 0xfc && find(function, 9, 0xfc) == 0);
    assert(find(function, 5, 0) == 0x40 && find(function, 5, 0x40) == 0 && find(function, 0x11, 0) == 0);
    /* The low two bits are no part of an address. */
    fake_put(function, 0x81, 1, 0x43);
    assert(find(function, 5, 0) == 0x40);
    /* In a circle: the one that is there is found, another is not looked for for ever. */
    fake_put(function, 0xfd, 1, 0x80);
    assert(find(function, 9, 0xfc) == 0x80 && find(function, 0x11, 0) == 0);
    fake_put(function, 0x81, 1, 0x80);
    assert(find(function, 5, 0) == 0);
    /* What lies in the header is none. */
    fake_put(function, 0x81, 1, PCI_BAR(0));
    function->space[PCI_BAR(0) / 4] = PCI_CAPABILITY_MSIX;
    assert(find(function, PCI_CAPABILITY_MSIX, 0) == 0);
    fake_put(function, PCI_CAPABILITIES, 1, PCI_BAR(0));
    assert(find(function, PCI_CAPABILITY_MSIX, 0) == 0);
    /* The device says that it has none. */
    fake_put(function, PCI_CAPABILITIES, 1, 0x40);
    function->space[PCI_STATUS / 4] = 0;
    assert(find(function, 5, 0) == 0);
}

static bool map(struct fake_function *function, unsigned bar, uint64_t offset, uint64_t size)
{
    struct pci_device device = place(function);
    struct fake_function before = *function;
    fake_mapping_count = 0;
    pci_enable(&device);
    volatile void *mapped = pci_map_bar(&device, bar, offset, size);
    /* The register is as it was, and the device answers again. */
    for (unsigned i = 0; i < PCI_BARS; i++)
        assert(function->space[PCI_BAR(i) / 4] == before.space[PCI_BAR(i) / 4]);
    assert(function->space[PCI_COMMAND / 4] ==
           (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_NO_INTX));
    return mapped != NULL;
}

static void maps_what_base_addresses_describe(void)
{
    begin();
    struct fake_function *function = fake_add(0, 1, 0, 0x00101234);
    fake_put_bar(function, 0, FAKE_BAR, 4096, 0);
    assert(map(function, 0, 0, 4096) && fake_mappings[0].address == FAKE_BAR &&
           fake_mappings[0].size == 4096);
    assert(map(function, 0, 4092, 4) && fake_mappings[0].address == FAKE_BAR + 4092);
    assert(!map(function, 0, 0, 0) && !map(function, 0, 0, 4097) && !map(function, 0, 4092, 5));
    assert(!map(function, 0, 4096, 1) && !map(function, 0, 8192, 4) && !map(function, 0, UINT32_MAX, 4));
    assert(!map(function, 0, UINT64_MAX, 2) && !map(function, 0, 4, UINT64_MAX - 3));
    /* Not there. */
    assert(!map(function, 1, 0, 4) && !map(function, 6, 0, 4) && !map(function, 255, 0, 4));
    /* Of ports. */
    fake_put_bar(function, 1, 0xc000, 0x1000, PCI_BAR_IO);
    assert(!map(function, 1, 0, 4));
    /* Of 64 bits, and what needs a neighbour that is not there. */
    fake_put_bar(function, 2, 0x380000000000, 1ull << 36, PCI_BAR_TYPE_64);
    assert(map(function, 2, (1ull << 36) - 8, 8) &&
           fake_mappings[0].address == 0x380000000000 + (1ull << 36) - 8);
    assert(!map(function, 2, (1ull << 36) - 8, 9));
    fake_put_bar(function, 5, FAKE_BAR, 4096, PCI_BAR_TYPE_64);
    assert(!map(function, 5, 0, 4));
    /* The largest. */
    fake_put_bar(function, 0, 0x80000000, 0x80000000, 0);
    assert(map(function, 0, 0x7ffffffc, 4) && !map(function, 0, 0x80000000, 4));
    /* No bit tells its size: it has none. */
    fake_put_bar(function, 0, FAKE_BAR, 0, 0);
    assert(!map(function, 0, 0, 4));
    fake_put_bar(function, 0, FAKE_BAR, 0, PCI_BAR_TYPE_64);
    assert(!map(function, 0, 0, 4));
    /* Nobody gave it an address. */
    fake_put_bar(function, 0, 0, 4096, 0);
    assert(!map(function, 0, 0, 4));
    /* Bits with holes: not more than what the lowest one says. */
    fake_put_bar(function, 0, FAKE_BAR, 4096, 0);
    function->writable[PCI_BAR(0) / 4] = 0x0f001000;
    assert(map(function, 0, 0, 4096) && !map(function, 0, 0, 4097));
    function->writable[PCI_BAR(0) / 4] = 0x10;
    assert(map(function, 0, 0, 16) && !map(function, 0, 0, 17));
    /* An address that its own size does not allow: the end would wrap. */
    fake_put_bar(function, 0, 0xfffffffffffff000, 0x10000, PCI_BAR_TYPE_64);
    assert(!map(function, 0, 0x1000, 4));
}

static bool handle(struct irq_handler *handler)
{
    return (void)handler, true;
}
static struct irq_handler handler = {.handle = handle};

static int attach(struct fake_function *function, struct pci_device *device, unsigned vector)
{
    *device = place(function);
    return pci_msix_attach(device, vector, &handler);
}

static void routes_messages(void)
{
    struct pci_device device;
    begin();
    struct fake_function *function = fake_add(0, 1, 0, 0x00101234);
    assert(attach(function, &device, 0) == -ENODEV);
    fake_put_bar(function, 3, FAKE_BAR, 0x8000, 0);
    fake_put_msix(function, 0xf4, 2048, 3);
    assert(attach(function, &device, 2047) == 0);
    assert(function->space[0xf4 / 4] >> 30 == 2); /* enabled, and not masked as a whole */
    const uint32_t *entry = &memory[2047 * 4];
    assert(entry[0] == (uint32_t)FAKE_MESSAGE && entry[1] == FAKE_MESSAGE >> 32 && entry[2] == 1 &&
           entry[3] == 0 && entry[-1] == UINT32_MAX);
    assert(pci_msix_attach(&device, 0, &handler) == 0 && memory[2] == 2 && memory[7] == UINT32_MAX);
    assert(pci_msix_attach(&device, 2048, &handler) == -ENODEV);
    assert(pci_msix_attach(&device, UINT32_MAX, &handler) == -ENODEV && fake_mapping_count == 1);
    fake_messages_left = 0;
    assert(pci_msix_attach(&device, 1, &handler) == -ENOSPC && memory[7] == UINT32_MAX);
}

static void refuses_message_tables_out_of_bounds(void)
{
    static const struct {
        unsigned at, vectors;
        uint32_t table;
    } cases[] = {
        {0x40, 2048, 0x8000 | 3},
        {0x40, 2048, 8 | 3},
        {0x40, 1, 0x7ff8 | 3},
        {0x40, 1, 0xfffffff8 | 3},
        {0x40, 1, 0xfffffff0 | 3},
        {0x40, 1, 2},
        {0x40, 1, 6},
        {0x40, 1, 7},
        /* Cut off by the end of configuration space. */
        {0xf8, 1, 3},
        {0xfc, 1, 3},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        struct pci_device device;
        begin();
        /* Where a table that is cut off would go on. */
        struct fake_function *function = fake_add(0, 1, 0, 0x00000003);
        fake_put_bar(function, 3, FAKE_BAR, 0x8000, 0);
        fake_put_msix(function, cases[i].at, cases[i].vectors, cases[i].table);
        assert(attach(function, &device, 0) == -ENODEV && fake_mapping_count == 0);
        assert(function->space[cases[i].at / 4] >> 31 == 0);
    }
}

/* A function that is as it should be. */
static void add_at_random(void)
{
    struct fake_function *function =
        fake_add((uint8_t)random_below(4), (uint8_t)random_below(4), (uint8_t)random_below(2), 0x00101234);
    if (random_below(3) == 0) {
        fake_put(function, PCI_CLASS, 2, PCI_CLASS_BRIDGE);
        fake_put(function, PCI_HEADER_TYPE, 1, PCI_HEADER_BRIDGE);
        fake_put(function, PCI_SECONDARY_BUS, 1, random_below(4));
    }
    for (unsigned bar = 0; bar < PCI_BARS; bar++) {
        bool wide = random_below(2);
        uint64_t size = 16ull << random_below(wide ? 40 : 28);
        uint64_t address = (wide ? random_below(1u << 16) * (1ull << 32) : 0) + fake_random32();
        fake_put_bar(function, bar, address & -size, size, wide ? PCI_BAR_TYPE_64 : random_below(3) / 2);
        bar += wide;
    }
    fake_put_msix(function, 0x40, 1 + random_below(64), 8 * random_below(256) + random_below(PCI_BARS));
    for (unsigned at = 0x50; at < 0x100; at += 0x10) fake_put_capability(function, at, random_below(32));
}

/* Whatever registers say, and also when they say another thing each time: walks end, and what is mapped is
 * the size that was asked for, and does not wrap (mmio_map). */
static void survives_any_registers(void)
{
    unsigned mapped = 0, routed = 0;
    for (unsigned round = 0; round < 3000; round++) {
        begin();
        while (fake_function_count < FAKE_FUNCTIONS) {
            add_at_random();
            fake_damage(&fake_functions[fake_function_count - 1], random_below(40));
        }
        fake_noise = random_below(2) ? 10 + random_below(200) : 0;
        assert(pci_enumerate() == 0);
        memory_at = UINT64_MAX;
        for (unsigned i = 0; i < found_count; i++) {
            fake_mapping_count = 0;
            for (unsigned id = 0, at = 0; id < 32; id++) {
                at = pci_find_capability(&found[i], id, at);
                assert(at == 0 || (at >= 0x40 && at < 0x100 && at % 4 == 0));
            }
            for (unsigned bar = 0; bar < 8; bar++)
                mapped += pci_map_bar(&found[i], bar, fake_random32() >> random_below(32),
                                      1 + random_below(65536)) != NULL;
            fake_mapping_count = 0;
            routed += pci_msix_attach(&found[i], random_below(64), &handler) == 0;
        }
        memory_at = FAKE_BAR;
    }
    assert(mapped > 1000 && routed > 100);
}

int main(void)
{
    enumerates_what_there_is();
    walks_capabilities();
    maps_what_base_addresses_describe();
    routes_messages();
    refuses_message_tables_out_of_bounds();
    survives_any_registers();
    return 0;
}
