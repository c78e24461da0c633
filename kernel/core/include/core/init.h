/* SPDX-License-Identifier: MIT */
/*
 * Boot goes through named stages. From `entry` to `threads` the order is fixed code (boot/main.c); the later
 * ones run what components registered, in this order:
 *
 *   bus         devices can be found: PCI and virtio-mmio are enumerated. Interrupts, clock, threads and
 * memory work. driver      devices work: block devices, entropy, consoles. filesystem  file systems are
 * registered and can be mounted. root        / is mounted, /dev, /proc and /tmp below it. program     the
 * program is loaded; nothing of the boot remains.
 */
#pragma once

#include <core/set.h>

struct init_call {
    const char *name;
    /** Returns 0, or a negative errno, which is logged as a warning; what cannot be done without is
     * boot_failed. */
    int (*run)(void);
};

#define INIT_ORDER_bus 1
#define INIT_ORDER_driver 2
#define INIT_ORDER_filesystem 3
#define INIT_ORDER_root 4

#define INIT_SET_(order, entry) SET_ADD_ORDERED(init, order, struct init_call, entry)
#define INIT_SET(order, entry) INIT_SET_(order, entry)

/** Registers `function` for a stage: INIT_CALL(driver, virtio_rng_init). At the foot of a file. */
#define INIT_CALL(stage, function)                                                                           \
    static const struct init_call init_##function = {#function, function};                                   \
    INIT_SET_STAGE(INIT_ORDER_##stage, init_##function)
#define INIT_SET_STAGE(order, entry) INIT_SET(order, entry)
