/* SPDX-License-Identifier: MIT */
/* The local APIC (Intel SDM vol. 3, 11) and the I/O APIC (82093AA data sheet), which is where every
 * hypervisor's PC has it. */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/offsets.h>
#include <arch/timer.h>
#include <core/log.h>
#include <mm/vmap.h>
#include <sched/lock.h>
#include <time/tick.h>

#include "interrupt.h"

#define LAPIC_BASE 0xfee00000ul
#define LAPIC_ID 0x020
#define LAPIC_EOI 0x0b0
#define LAPIC_SPURIOUS 0x0f0
#define LAPIC_COMMAND_LOW 0x300
#define LAPIC_COMMAND_HIGH 0x310
#define COMMAND_PENDING 0x1000
#define LAPIC_LVT_TIMER 0x320
#define LAPIC_INITIAL_COUNT 0x380
#define LAPIC_CURRENT_COUNT 0x390
#define LAPIC_DIVIDE 0x3e0
#define LAPIC_ENABLE 0x100
#define LAPIC_DIVIDE_BY_16 0x3
#define LVT_MASKED 0x10000

#define IOAPIC_BASE 0xfec00000ul
#define IOAPIC_SELECT 0x00
#define IOAPIC_WINDOW 0x10
#define IOAPIC_VERSION 0x01
#define IOAPIC_REDIRECTION 0x10
#define REDIRECTION_LEVEL 0x8000

#define PIC_MASK_1 0x21
#define PIC_MASK_2 0xa1

#define DEVICE_VECTORS (VECTOR_TIMER - VECTOR_IRQ_FIRST)
#define LINES 64 /* of the I/O APIC; vectors are handed out as lines are attached */

static volatile char *lapic;
static volatile char *ioapic; /* mapped when the first line is attached */
static struct spinlock irq_lock = SPINLOCK_INIT;
/* Under irq_lock; interrupt context reads heads of chains, which only ever grow at the front. */
static struct irq_handler *handlers[DEVICE_VECTORS];
static uint8_t line_vectors[LINES];
static unsigned vectors_used;

static uint32_t lapic_read(unsigned offset)
{
    return mmio_read32(lapic + offset);
}
static void lapic_write(unsigned offset, uint32_t value)
{
    mmio_write32(lapic + offset, value);
}

static uint32_t ioapic_read(uint32_t index)
{
    mmio_write32(ioapic + IOAPIC_SELECT, index);
    return mmio_read32(ioapic + IOAPIC_WINDOW);
}

static void ioapic_write(uint32_t index, uint32_t value)
{
    mmio_write32(ioapic + IOAPIC_SELECT, index);
    mmio_write32(ioapic + IOAPIC_WINDOW, value);
}

void interrupt_init(void)
{
    io_out8(PIC_MASK_1, 0xff);
    io_out8(PIC_MASK_2, 0xff);
    lapic = mmio_map(LAPIC_BASE, PAGE_SIZE);
    if (lapic == NULL)
        boot_failed("too little memory for the interrupt controller's mapping; give the guest more memory");
    interrupt_init_cpu();
}

void interrupt_init_cpu(void)
{
    lapic_write(LAPIC_SPURIOUS, LAPIC_ENABLE | VECTOR_SPURIOUS);
    lapic_write(LAPIC_DIVIDE, LAPIC_DIVIDE_BY_16);
    lapic_write(LAPIC_LVT_TIMER, VECTOR_TIMER);
}

uint32_t interrupt_cpu_id(void)
{
    return lapic_read(LAPIC_ID) >> 24;
}

void interrupt_send(uint32_t apic_id, uint32_t command)
{
    uint64_t flags = arch_interrupts_save();
    while (lapic_read(LAPIC_COMMAND_LOW) & COMMAND_PENDING) arch_pause();
    lapic_write(LAPIC_COMMAND_HIGH, apic_id << 24);
    lapic_write(LAPIC_COMMAND_LOW, command);
    arch_interrupts_restore(flags);
}

void interrupt_only_urgent(bool only)
{
    /* The task priority (Intel SDM vol. 3, 10.8.6): only classes above it interrupt. */
    uint64_t priority = only ? VECTOR_URGENT / 16 - 1 : 0;
    __asm__ volatile("movq %0, %%cr8" : : "r"(priority) : "memory");
}

void interrupt_end(void)
{
    lapic_write(LAPIC_EOI, 0);
}

static int allocate_vector(struct irq_handler *handler)
{
    if (vectors_used == DEVICE_VECTORS) return -ENOSPC;
    handler->next = NULL;
    handlers[vectors_used] = handler;
    return (int)(VECTOR_IRQ_FIRST + vectors_used++);
}

int irq_attach_line(unsigned line, enum irq_trigger trigger, struct irq_handler *handler)
{
    uint64_t flags = spin_lock_irqsave(&irq_lock);
    int status = -ENODEV;
    if (ioapic == NULL) ioapic = mmio_map(IOAPIC_BASE, PAGE_SIZE);
    if (ioapic == NULL || line >= LINES || line > (ioapic_read(IOAPIC_VERSION) >> 16 & 0xff)) goto out;
    if (line_vectors[line] != 0) {
        struct irq_handler **head = &handlers[line_vectors[line] - VECTOR_IRQ_FIRST];
        handler->next = *head;
        *head = handler;
        status = 0;
        goto out;
    }
    status = allocate_vector(handler);
    if (status < 0) goto out;
    line_vectors[line] = (uint8_t)status;
    ioapic_write(IOAPIC_REDIRECTION + 2 * line + 1, lapic_read(LAPIC_ID) & 0xff000000);
    ioapic_write(IOAPIC_REDIRECTION + 2 * line,
                 (uint32_t)status | (trigger == IRQ_LEVEL ? REDIRECTION_LEVEL : 0));
    status = 0;
out:
    spin_unlock_irqrestore(&irq_lock, flags);
    return status;
}

int irq_attach_message(struct irq_handler *handler, uint64_t *address, uint32_t *data)
{
    uint64_t flags = spin_lock_irqsave(&irq_lock);
    int vector = allocate_vector(handler);
    spin_unlock_irqrestore(&irq_lock, flags);
    if (vector < 0) return vector;
    *address = LAPIC_BASE | (uint64_t)(lapic_read(LAPIC_ID) >> 24) << 12;
    *data = (uint32_t)vector;
    return 0;
}

void interrupt_handle(unsigned vector)
{
    if (vector == VECTOR_SPURIOUS) return; /* not acknowledged: SDM vol. 3, 11.9 */
    if (vector == VECTOR_TIMER) {
        lapic_write(LAPIC_EOI, 0);
        tick_interrupt();
        return;
    }
    for (struct irq_handler *handler = handlers[vector - VECTOR_IRQ_FIRST]; handler != NULL;
         handler = handler->next)
        handler->handle(handler);
    lapic_write(LAPIC_EOI, 0);
}

void arch_timer_start(uint32_t ticks)
{
    lapic_write(LAPIC_INITIAL_COUNT, ticks);
}

void arch_timer_stop(void)
{
    lapic_write(LAPIC_INITIAL_COUNT, 0);
}

void arch_timer_measure_start(void)
{
    lapic_write(LAPIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
    lapic_write(LAPIC_INITIAL_COUNT, UINT32_MAX);
}

uint32_t arch_timer_measure_elapsed(void)
{
    return UINT32_MAX - lapic_read(LAPIC_CURRENT_COUNT);
}

void arch_timer_measure_end(void)
{
    lapic_write(LAPIC_INITIAL_COUNT, 0);
    lapic_write(LAPIC_LVT_TIMER, VECTOR_TIMER);
}
