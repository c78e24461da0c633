/* SPDX-License-Identifier: MIT */
/* Stopping the machine. */
#pragma once

#include <core/set.h>

/* Values of the debug exit, see docs/guest-interface.md. */
enum verdict {
    VERDICT_EXITED = 0x10,
    VERDICT_SIGNALLED = 0x11,
    VERDICT_PANIC = 0x12,
    VERDICT_BOOT_FAILED = 0x13
};

/** A way to stop; registers with SET_ADD_ORDERED(power, ORDER, struct power_method, item): serial ports are 0
 * (they send what they hold, and return), debug-exit is 1, pvpanic 2 (tells of a panic and returns),
 * acpi-power 3. */
struct power_method {
    const char *name;
    /** Returns when it could not. Any context, interrupts off. */
    void (*stop)(enum verdict verdict);
    /** As reboot(RB_AUTOBOOT); may be NULL. */
    void (*reset)(void);
};

/** Tries all methods, then a reset by the keyboard controller, then halts. */
_Noreturn void power_stop(enum verdict verdict);
_Noreturn void power_reset(void);
