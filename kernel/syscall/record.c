/* SPDX-License-Identifier: MIT */
/* Kernels that tell the host what a program asks for: their system call table leads to stubs, and the dynamic
 * linker calls (src/toolchain/generated-tables.ts). The lines are those of docs/guest-interface.md. */
#include <core/log.h>
#include <syscall/record.h>

void syscall_record(uint32_t number)
{
    log_line("recorded: system call %u", number);
}

long symbol_record(const char *name)
{
    log_line("recorded: symbol %s", name);
    return 0;
}
