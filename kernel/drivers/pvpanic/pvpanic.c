/* SPDX-License-Identifier: MIT */
/* The pvpanic device (QEMU docs/specs/pvpanic): a read tells which events it takes, a write reports one. It
 * does not stop the machine; that is for the methods behind it in the order. */
#include <arch/io.h>
#include <core/power.h>

#define PVPANIC_PORT 0x505
#define PVPANIC_PANICKED (1u << 0)
#define PVPANIC_ABSENT 0xffu /* what an unused port reads as */

static void pvpanic_stop(enum verdict verdict)
{
    if (verdict != VERDICT_PANIC) return;
    uint8_t events = io_in8(PVPANIC_PORT);
    if (events != PVPANIC_ABSENT && (events & PVPANIC_PANICKED)) io_out8(PVPANIC_PORT, PVPANIC_PANICKED);
}

static const struct power_method pvpanic = {.name = "pvpanic", .stop = pvpanic_stop};
SET_ADD_ORDERED(power, 2, struct power_method, pvpanic);
