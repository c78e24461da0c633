/* SPDX-License-Identifier: MIT */
#include <arch/cpu.h>
#include <arch/io.h>

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_PULSE_RESET 0xfe

void arch_reset(void)
{
    io_out8(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
    arch_halt();
}
