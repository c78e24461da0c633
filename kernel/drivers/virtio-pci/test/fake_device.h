// SPDX-License-Identifier: MIT
/* A virtio device on PCI, for the one file of the transport's test, with the sources from the ports to the
 * driver. The test says what stands in its capabilities. */
#pragma once

#include "../../pci/test/fake_pci.h"

#include "../../virtio/test/fake_registers.h"

#include "../../pci/pci.c"

#include "../virtio-pci.c"

FAKE_SET(pci_driver, struct pci_driver, virtio_pci);

#define SIZE 0x4000u   /* of the registers */
#define TABLE 0x10000u /* of messages, from the registers on */
#define VECTORS 4

/* What a capability says. */
struct piece {
    unsigned at, type, length, bar;
    uint32_t offset, size;
};

enum { COMMON, NOTIFY, CONFIG };

/* The device, as it is built; a test changes it before. */
static struct shape {
    uint32_t id, subsystem;
    struct piece pieces[3];
    uint32_t multiplier;
    uint16_t notify_offsets[FAKE_QUEUES];
    uint64_t bar_size;
    uint32_t bar_kind;
    unsigned bar, vectors;
    bool no_capabilities, refuses_vectors;
} shape;

static struct fake_function *function;
static uint32_t table[VECTORS * PCI_MSIX_ENTRY_SIZE / 4];
static bool anything; /* registers in memory have no sense */

static void begin(void)
{
    fake_pci_begin();
    fake_begin();
    memset(table, 0xff, sizeof(table));
    warning_before[0] = 0;
    anything = false;
    shape = (struct shape){
        .id = 0x10401af4 + (FAKE_TYPE << 16),
        .pieces = {{0x40, VIRTIO_CAPABILITY_COMMON, 16, 4, 0, 0x1000},
                   {0x60, VIRTIO_CAPABILITY_NOTIFY, 20, 4, 0x3000, 0x1000},
                   {0x80, VIRTIO_CAPABILITY_DEVICE, 16, 4, 0x2000, 0x1000}},
        .multiplier = 4,
        .notify_offsets = {0, 1},
        .bar_size = SIZE,
        .bar_kind = PCI_BAR_TYPE_64,
        .bar = 4,
        .vectors = VECTORS,
    };
}

static void put_piece(const struct piece *piece)
{
    const uint32_t words[] = {piece->bar, piece->offset, piece->size, shape.multiplier};
    fake_put_capability(function, piece->at, PCI_CAPABILITY_VENDOR);
    fake_put(function, piece->at + VIRTIO_CAPABILITY_LENGTH, 1, piece->length);
    fake_put(function, piece->at + VIRTIO_CAPABILITY_TYPE, 1, piece->type);
    for (unsigned i = 0; i < MIN(piece->length / 4 - 1, 4) && piece->at + 8 + 4 * i <= PCI_SPACE_SIZE; i++)
        fake_put(function, piece->at + VIRTIO_CAPABILITY_BAR + 4 * i, 4, words[i]);
}

static void build(void)
{
    function = fake_add(0, 2, 0, shape.id);
    fake_put(function, PCI_SUBSYSTEM, 2, shape.subsystem);
    fake_put_bar(function, shape.bar, FAKE_BAR, shape.bar_size, shape.bar_kind);
    fake_put_bar(function, 1, FAKE_BAR + TABLE, 0x1000, 0);
    if (shape.vectors != 0) fake_put_msix(function, 0xb0, shape.vectors, 1);
    for (unsigned i = 0; i < ARRAY_SIZE(shape.pieces) && !shape.no_capabilities; i++)
        put_piece(&shape.pieces[i]);
}

static void start(void)
{
    assert(pci_enumerate() == 0);
    assert(virtio_start_devices() == 0);
}

static void fake_interrupt(unsigned index)
{
    const uint32_t *entry = &table[4 * fake.queues[index].vector];
    assert(function->space[0xb0 / 4] >> 30 == 2 && fake.queues[index].vector < shape.vectors);
    assert(entry[0] == (uint32_t)FAKE_MESSAGE && entry[1] == FAKE_MESSAGE >> 32 && entry[3] == 0);
    struct irq_handler *handler = fake_handlers[entry[2]];
    assert(handler->handle(handler));
}

/* Which piece of the registers an address is of, and where in it. */
static unsigned piece_of(paddr_t address, uint32_t *offset)
{
    assert(function->space[PCI_COMMAND / 4] & PCI_COMMAND_MEMORY);
    assert(address >= FAKE_BAR && address < FAKE_BAR + SIZE);
    for (unsigned i = 0; i < ARRAY_SIZE(shape.pieces); i++) {
        *offset = (uint32_t)(address - FAKE_BAR) - shape.pieces[i].offset;
        if (*offset < shape.pieces[i].size) return i;
    }
    abort();
}

static uint32_t fake_read(paddr_t address, unsigned width)
{
    uint32_t offset;
    if (anything) return fake_read_kept(address, width);
    switch (piece_of(address, &offset)) {
    case CONFIG: return offset < sizeof(fake.number) ? fake_config(offset, width) : 0;
    case NOTIFY: abort();
    }
    switch (offset << 4 | width) {
    case COMMON_DEVICE_FEATURE << 4 | 4: return fake_features();
    case COMMON_STATUS << 4 | 1: return fake.status;
    case COMMON_CONFIG_GENERATION << 4 | 1: return fake_generation();
    case COMMON_QUEUE_SIZE << 4 | 2: return fake_queue()->limit;
    case COMMON_QUEUE_VECTOR << 4 | 2: return fake_queue()->vector;
    case COMMON_QUEUE_NOTIFY_OFFSET << 4 | 2: return shape.notify_offsets[fake.selected];
    }
    abort();
}

static void notified(uint32_t offset, uint32_t index)
{
    assert(index < FAKE_QUEUES && offset == shape.notify_offsets[index] * shape.multiplier);
    fake_notify(index);
}

static void fake_write(paddr_t address, unsigned width, uint32_t value)
{
    uint32_t offset;
    if (anything) return fake_write_kept(address, width, value);
    if (address >= FAKE_BAR + TABLE && address < FAKE_BAR + TABLE + sizeof(table)) {
        assert(width == 4);
        table[(address - FAKE_BAR - TABLE) / 4] = value;
        return;
    }
    switch (piece_of(address, &offset)) {
    case CONFIG: abort();
    case NOTIFY: assert(width == 2); return notified(offset, value);
    }
    struct fake_queue *queue = fake_queue();
    unsigned high = offset / 4 % 2;
    switch (offset << 4 | width) {
    case COMMON_DEVICE_FEATURE_SELECT << 4 | 4: fake.offered_word = value; return;
    case COMMON_DRIVER_FEATURE_SELECT << 4 | 4: fake.accepted_word = value; return;
    case COMMON_DRIVER_FEATURE << 4 | 4: fake_accept(value); return;
    case COMMON_STATUS << 4 | 1: fake_set_status(value); return;
    case COMMON_QUEUE_SELECT << 4 | 2: fake.selected = value; return;
    case COMMON_QUEUE_SIZE << 4 | 2: queue->size = value; return;
    case COMMON_QUEUE_VECTOR << 4 | 2:
        queue->vector = shape.refuses_vectors ? VIRTIO_NO_VECTOR : value;
        return;
    case COMMON_QUEUE_ENABLE << 4 | 2:
        assert(value == 1);
        fake_enable_queue();
        return;
    case COMMON_QUEUE_DESC << 4 | 4:
    case (COMMON_QUEUE_DESC + 4) << 4 | 4: fake_set_half(&queue->descriptors, high, value); return;
    case COMMON_QUEUE_DRIVER << 4 | 4:
    case (COMMON_QUEUE_DRIVER + 4) << 4 | 4: fake_set_half(&queue->avail, high, value); return;
    case COMMON_QUEUE_DEVICE << 4 | 4:
    case (COMMON_QUEUE_DEVICE + 4) << 4 | 4: fake_set_half(&queue->used, high, value); return;
    }
    abort();
}

static void discard(struct virtio_device *device)
{
    kfree(transport_of(device));
}
