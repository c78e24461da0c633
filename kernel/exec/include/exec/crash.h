/* SPDX-License-Identifier: MIT */
/* Crash reports (docs/guest-interface.md). */
#pragma once

#include <arch/trap.h>

/** Writes the lines of a report on `frame`. With `kernel`, the kernel itself is what crashed: takes no lock,
 * touches no memory of the program, works in every context; else it may sleep. `address` is si_addr or the
 * faulting address. */
void crash_report(const struct trap_frame *frame, int signal, int code, uint64_t address, bool kernel);
