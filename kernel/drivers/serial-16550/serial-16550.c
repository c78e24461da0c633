/* SPDX-License-Identifier: MIT */
/* The serial ports of a PC. Sending is polled, so that it works before there are interrupts and after a
 * panic; receiving is by interrupt, and stops while nobody has room for bytes: they stay in the UART, and the
 * sender waits. */
#include <abi/errno.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/thread.h>
#include <core/console.h>
#include <core/power.h>
#include <sched/lock.h>

#include "registers.h"

struct serial_port;

struct serial {
    const struct serial_port *port;
    struct spinlock send_lock; /* from seeing the FIFO empty to having filled it */
    bool open;                 /* this and what follows change under the opener's locks only */
    bool receiving;
    bool has_early; /* a byte came before there was anybody to take it */
    uint8_t early;
    struct irq_handler handler;
};

struct serial_port {
    struct console_port console;
    struct serial *state;
    uint16_t base;
    uint8_t line;
};

static const struct serial_port *port_of(const struct console_port *console)
{
    return container_of(console, const struct serial_port, console);
}

static bool present(uint16_t base)
{
    io_out8(base + UART_SCRATCH, 0x5a);
    return io_in8(base + UART_SCRATCH) == 0x5a && io_in8(base + UART_LINE_STATUS) != UART_STATUS_ABSENT;
}

/* Enabling the FIFO drops a byte that has arrived already, as it has when the sender did not wait for us: it
 * is taken out first. In loopback mode no other one can come in between. */
static void program(struct serial *state, uint16_t base)
{
    io_out8(base + UART_INTERRUPT_ENABLE, 0);
    io_out8(base + UART_LINE_CONTROL, UART_LINE_DIVISOR);
    io_out8(base + UART_DIVISOR_LOW, UART_DIVISOR_115200);
    io_out8(base + UART_DIVISOR_HIGH, 0);
    io_out8(base + UART_LINE_CONTROL, UART_LINE_8N1);
    io_out8(base + UART_MODEM_CONTROL, UART_MODEM_LOOPBACK);
    state->has_early = io_in8(base + UART_LINE_STATUS) & UART_STATUS_RECEIVED;
    if (state->has_early) state->early = io_in8(base + UART_DATA);
    io_out8(base + UART_FIFO_CONTROL, UART_FIFO_ENABLE | UART_FIFO_TRIGGER_14);
    io_out8(base + UART_MODEM_CONTROL, UART_MODEM_DTR | UART_MODEM_RTS | UART_MODEM_OUT2);
    /* QEMU asks its host side for more only when the register is read outside of loopback mode; nothing is in
     * it. */
    if (state->has_early && !(io_in8(base + UART_LINE_STATUS) & UART_STATUS_RECEIVED))
        (void)io_in8(base + UART_DATA);
}

/* Hands over what has arrived. The line is edge-triggered: it must be left low, that is, with nothing
 * received or with the interrupt disabled, or there would never be another edge. No lock is held, since an
 * echo is sent from console_receive; the handler of one line runs on one CPU at a time. */
static bool serial_interrupt(struct irq_handler *handler)
{
    const struct serial_port *port = container_of(handler, struct serial, handler)->port;
    bool any = false;
    while (io_in8(port->base + UART_LINE_STATUS) & UART_STATUS_RECEIVED) {
        any = true;
        if (!DO(console_input, console_ready)(&port->console)) {
            io_out8(port->base + UART_INTERRUPT_ENABLE, 0);
            /* Asked again, in case another CPU made room, and resumed us, before the line above. */
            if (!DO(console_input, console_ready)(&port->console)) break;
            io_out8(port->base + UART_INTERRUPT_ENABLE, UART_INTERRUPT_RECEIVED);
        }
        DO(console_input, console_receive)(&port->console, io_in8(port->base + UART_DATA));
    }
    return any;
}

static int serial_open(const struct console_port *console, bool receive_too)
{
    const struct serial_port *port = port_of(console);
    struct serial *state = port->state;
    if (!state->open) {
        if (!present(port->base)) return -ENODEV;
        program(state, port->base);
        state->open = true;
    }
    if (!receive_too || state->receiving) return 0;
    state->handler.handle = serial_interrupt;
    int status = irq_attach_line(port->line, IRQ_EDGE, &state->handler);
    if (status != 0) return status;
    state->receiving = true;
    if (state->has_early && DO(console_input, console_ready)(console))
        DO(console_input, console_receive)(console, state->early);
    io_out8(port->base + UART_INTERRUPT_ENABLE, UART_INTERRUPT_RECEIVED);
    return 0;
}

/* One instruction for many bytes: a hypervisor takes them in one exit. */
static void out_bytes(uint16_t port, const char *bytes, size_t count)
{
    __asm__ volatile("rep outsb" : "+S"(bytes), "+c"(count) : "d"(port) : "memory");
}

static void serial_write(const struct console_port *console, const char *bytes, size_t size)
{
    const struct serial_port *port = port_of(console);
    while (size != 0) {
        size_t part = MIN(size, (size_t)UART_FIFO_SIZE);
        /* The lock is held per FIFO, so that interrupts are not off for the length of a big write. */
        uint64_t flags = spin_lock_irqsave(&port->state->send_lock);
        while (!(io_in8(port->base + UART_LINE_STATUS) & UART_STATUS_SEND_EMPTY)) arch_pause();
        out_bytes(port->base + UART_DATA, bytes, part);
        spin_unlock_irqrestore(&port->state->send_lock, flags);
        bytes += part;
        size -= part;
    }
}

static void serial_resume(const struct console_port *console)
{
    /* Enabling raises the interrupt at once when bytes wait. */
    io_out8(port_of(console)->base + UART_INTERRUPT_ENABLE, UART_INTERRUPT_RECEIVED);
}

#define SERIAL_PORT(identifier, io_base, irq_line)                                                           \
    static const struct serial_port identifier;                                                              \
    static struct serial identifier##_state = {.port = &identifier};                                         \
    static const struct serial_port identifier = {                                                           \
        .console = {#identifier, serial_open, serial_write, serial_resume},                                  \
        .state = &identifier##_state,                                                                        \
        .base = io_base,                                                                                     \
        .line = irq_line,                                                                                    \
    };                                                                                                       \
    static const struct console_port *const __set_entry_##identifier                                         \
        __attribute__((used, section(".set.console_port"))) = &identifier.console

SERIAL_PORT(com1, 0x3f8, 4);
SERIAL_PORT(com2, 0x2f8, 3);
SERIAL_PORT(com3, 0x3e8, 4);
SERIAL_PORT(com4, 0x2e8, 3);

/* Before the machine stops: what the UART still holds, since the host was slow to take it, would be lost. */
static void drain(const struct serial_port *port)
{
    while (port->state->open && !(io_in8(port->base + UART_LINE_STATUS) & UART_STATUS_SENT)) arch_pause();
}

static void serial_drain(void)
{
    drain(&com1);
    drain(&com2);
    drain(&com3);
    drain(&com4);
}

static void serial_stop(enum verdict verdict)
{
    (void)verdict;
    serial_drain();
}

static const struct power_method serial_power = {
    .name = "serial-16550", .stop = serial_stop, .reset = serial_drain};
SET_ADD_ORDERED(power, 0, struct power_method, serial_power);
