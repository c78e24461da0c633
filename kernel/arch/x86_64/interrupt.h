/* SPDX-License-Identifier: MIT */
/* Between trap.c and interrupt.c. */
#pragma once

/** Dispatches a device's, the timer's or a spurious interrupt and acknowledges it. */
void interrupt_handle(unsigned vector);
