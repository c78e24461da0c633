/* SPDX-License-Identifier: MIT */
/* Bringing up the interrupt controllers; devices use arch/irq.h. */
#pragma once

#include <core/types.h>

/** Masks the legacy controllers, enables the local APIC. Once, before interrupts are enabled. */
void interrupt_init(void);
/** Enables the local APIC of the calling CPU, the last part of interrupt_init. */
void interrupt_init_cpu(void);

/** The calling CPU's number on the bus of interrupts. */
uint32_t interrupt_cpu_id(void);
/** What a CPU sends to another: a vector, or one of these (Intel SDM vol. 3, 10.6.1). */
#define INTERRUPT_INIT 0x4500u
#define INTERRUPT_STARTUP(page) (0x4600u | (page))
void interrupt_send(uint32_t apic_id, uint32_t command);
/** Holds back all interrupts but VECTOR_URGENT, or lets them through again. */
void interrupt_only_urgent(bool only);
/** Acknowledges the interrupt that is being handled. */
void interrupt_end(void);
