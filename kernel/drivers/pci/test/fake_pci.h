// SPDX-License-Identifier: MIT
/*
 * PCI functions as the two ports show them, for the one file of a test, with the sources that use the ports.
 * Registers keep what is written to their writable bits; base address registers tell these when asked for
 * their size.
 */
#pragma once

#include "../../virtio/test/fake_kernel.h"

#include "../../virtio/test/fake_memory.h"

#define io_in32 fake_in32
#define io_out16 fake_out16
#define io_out32 fake_out32

static uint32_t fake_in32(uint16_t port);
static void fake_out16(uint16_t port, uint16_t value);
static void fake_out32(uint16_t port, uint32_t value);

#include "../config.c"
#include "../msix.c"

#define FAKE_FUNCTIONS 8
#define FAKE_BAR 0xe0000000u
#define FAKE_MESSAGE 0x1fee00000
#define FAKE_MESSAGES 64

struct fake_function {
    uint8_t bus, slot, function;
    uint32_t space[64], writable[64];
};

static struct fake_function fake_functions[FAKE_FUNCTIONS];
static unsigned fake_function_count;
static uint32_t fake_port;
static bool fake_no_ports;
static unsigned fake_noise; /* of so many reads one gives anything; 0: none does */
static unsigned fake_messages, fake_messages_left;
static struct irq_handler *fake_handlers[FAKE_MESSAGES]; /* by the data of the message */

/* The function that the address port selects; NULL: there is none. */
static struct fake_function *fake_selected(void)
{
    assert(fake_port & PCI_ADDRESS_ENABLE && (fake_port & 3) == 0);
    for (unsigned i = 0; i < fake_function_count; i++) {
        struct fake_function *at = &fake_functions[i];
        if ((fake_port >> 8 & 0xffff) == ((uint32_t)at->bus << 8 | at->slot << 3 | at->function)) return at;
    }
    return NULL;
}

static uint32_t fake_random32(void)
{
    return random_below(1u << 16) << 16 | random_below(1u << 16);
}

static uint32_t fake_in32(uint16_t port)
{
    if (fake_no_ports) return UINT32_MAX;
    if (port == PCI_ADDRESS_PORT) return fake_port;
    assert(port == PCI_DATA_PORT);
    const struct fake_function *function = fake_selected();
    if (function == NULL) return UINT32_MAX;
    if (fake_noise != 0 && random_below(fake_noise) == 0) return fake_random32();
    return function->space[fake_port / 4 % 64];
}

static void fake_store(uint32_t value, uint32_t mask)
{
    struct fake_function *function = fake_selected();
    unsigned index = fake_port / 4 % 64;
    if (function == NULL) return;
    if (index >= PCI_BAR(0) / 4 && index < PCI_BAR(PCI_BARS) / 4) {
        /* A device that answered while its addresses are all ones would be in the way of others. */
        assert(fake_noise != 0 || !(function->space[PCI_COMMAND / 4] & PCI_COMMAND_MEMORY));
        /* All ones give what is told to be writable, whatever the address. */
        uint32_t kind = function->space[index] & ~(uint32_t)PCI_BAR_MASK;
        function->space[index] = value == UINT32_MAX ? kind | function->writable[index] : value;
        return;
    }
    mask &= function->writable[index];
    function->space[index] = (function->space[index] & ~mask) | (value & mask);
}

static void fake_out16(uint16_t port, uint16_t value)
{
    unsigned shift = (port & 2u) * 8;
    assert((port & ~2u) == PCI_DATA_PORT);
    fake_store((uint32_t)value << shift, 0xffffu << shift);
}

static void fake_out32(uint16_t port, uint32_t value)
{
    assert(port == PCI_ADDRESS_PORT || port == PCI_DATA_PORT);
    if (port == PCI_ADDRESS_PORT)
        fake_port = value;
    else
        fake_store(value, UINT32_MAX);
}

int irq_attach_message(struct irq_handler *handler, uint64_t *address, uint32_t *data)
{
    if (fake_messages_left == 0) return -ENOSPC;
    fake_messages_left--;
    assert(handler->handle != NULL);
    *address = FAKE_MESSAGE;
    *data = ++fake_messages;
    assert(fake_messages < FAKE_MESSAGES);
    fake_handlers[fake_messages] = handler;
    return 0;
}

static void fake_put(struct fake_function *function, unsigned offset, unsigned width, uint32_t value)
{
    memcpy((char *)function->space + offset, &value, width);
}

/* A device without base addresses and capabilities. */
static struct fake_function *fake_add(uint8_t bus, uint8_t slot, uint8_t function, uint32_t id)
{
    assert(fake_function_count < FAKE_FUNCTIONS);
    struct fake_function *added = &fake_functions[fake_function_count++];
    *added = (struct fake_function){bus, slot, function, .space = {id}};
    added->writable[PCI_COMMAND / 4] = 0xffff;
    return added;
}

/* A base address register of `size` bytes, a power of two, or 0: none answers. */
static uint64_t fake_put_bar(struct fake_function *function, unsigned bar, uint64_t address, uint64_t size,
                             uint32_t kind)
{
    uint64_t mask = size != 0 ? -size & PCI_BAR_MASK : 0;
    function->space[PCI_BAR(bar) / 4] = (uint32_t)address | kind;
    function->writable[PCI_BAR(bar) / 4] = (uint32_t)mask;
    if (kind == PCI_BAR_TYPE_64 && bar + 1 < PCI_BARS) {
        function->space[PCI_BAR(bar + 1) / 4] = (uint32_t)(address >> 32);
        function->writable[PCI_BAR(bar + 1) / 4] = (uint32_t)(mask >> 32);
    }
    return address;
}

/* Puts a capability in front of those that are there. */
static void fake_put_capability(struct fake_function *function, unsigned at, unsigned id)
{
    function->space[PCI_STATUS / 4] |= PCI_STATUS_CAPABILITIES << 16;
    fake_put(function, at, 1, id);
    fake_put(function, at + 1, 1, function->space[PCI_CAPABILITIES / 4] & 0xff);
    fake_put(function, PCI_CAPABILITIES, 1, at);
}

static void fake_put_msix(struct fake_function *function, unsigned at, unsigned vectors, uint32_t table)
{
    fake_put_capability(function, at, PCI_CAPABILITY_MSIX);
    fake_put(function, at + PCI_MSIX_CONTROL, 2, vectors - 1);
    if (at <= 252 - PCI_MSIX_TABLE) fake_put(function, at + PCI_MSIX_TABLE, 4, table);
    function->writable[at / 4] |= 0xc0000000;
}

/* Some of a function's bytes become anything. */
static void fake_damage(struct fake_function *function, unsigned count)
{
    for (; count != 0; count--)
        ((uint8_t *)function->space)[4 + random_below(252)] = (uint8_t)random_below(256);
}

static void fake_pci_begin(void)
{
    fake_function_count = fake_mapping_count = fake_messages = 0;
    fake_messages_left = UINT32_MAX;
    fake_no_ports = false;
    fake_noise = 0;
}
