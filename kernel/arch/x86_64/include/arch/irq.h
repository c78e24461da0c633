/* SPDX-License-Identifier: MIT */
/* Device interrupts. */
#pragma once

#include <core/types.h>

enum irq_trigger { IRQ_EDGE, IRQ_LEVEL };

struct irq_handler {
    /** In interrupt context, interrupts off. True when the device had asked for it. */
    bool (*handle)(struct irq_handler *handler);
    struct irq_handler *next; /* on the same line */
};

/** Routes a legacy (ISA) or I/O APIC line to this CPU and enables it. The handler stays registered. Several
 * may share a line. Returns 0 or -ENODEV. */
int irq_attach_line(unsigned line, enum irq_trigger trigger, struct irq_handler *handler);

/** A message-signalled interrupt: allocates a vector for the handler and gives the address and data to
 * program into the device (Intel SDM vol. 3, 11.11). Returns 0, or -ENOSPC when there is no free vector. */
int irq_attach_message(struct irq_handler *handler, uint64_t *address, uint32_t *data);
