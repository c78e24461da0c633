/* SPDX-License-Identifier: MIT */
/* Channels of bytes between guest and host, as drivers offer them and as log and tty use them. */
#pragma once

#include <core/demand.h>
#include <core/set.h>

struct console_port {
    /** As the options --console, --log and --stderr spell it: com1. */
    const char *name;
    /** Programs the device. With `receive`, bytes that arrive are handed to console_receive from then on.
     * Returns 0 or a negative errno (-ENODEV: not there). May be called again to add `receive`. */
    int (*open)(const struct console_port *port, bool receive);
    /** Sends all bytes. Works in every context, interrupts off included; does not sleep. */
    void (*write)(const struct console_port *port, const char *bytes, size_t size);
    /** There is room for bytes again after console_ready answered false: reads on. Any context. */
    void (*resume)(const struct console_port *port);
};

/** Ports register with SET_ADD(console_port, struct console_port, name). */

/** The port of that name, or NULL. */
const struct console_port *console_find(const char *name, size_t length);

/** Where standard input and output, the log and standard error go: chosen by options before any of them is
 * used. */
extern const struct console_port *console_main, *console_log, *console_stderr;

/** Called by a port's driver, in interrupt context, before it takes a byte from the device: false when there
 * is no room for one. Then the driver leaves the byte where it is, so that the sender is slowed down, until
 * `resume`. Implemented by tty. */
bool console_ready(const struct console_port *port);
DECLARE_DO(console_input, console_ready);
/** Hands over one byte, after console_ready. Implemented by the tty component. */
void console_receive(const struct console_port *port, unsigned char byte);
DECLARE_DO(console_input, console_receive);
