/* SPDX-License-Identifier: MIT */
/* Bringing up the interrupt controllers; devices use arch/irq.h. */
#pragma once

/** Masks the legacy controllers, enables the local APIC. Once, before interrupts are enabled. */
void interrupt_init(void);
