/* SPDX-License-Identifier: MIT */
/* Kernels that tell the host what a program asks for: their system call table leads to stubs, and functions
 * of other components have others in their place (src/toolchain/generated-tables.ts). The lines are those of
 * docs/guest-interface.md. */
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

void path_record(const char *path)
{
    log_line("recorded: path %s", path);
}

long component_record(const char *name)
{
    log_line("recorded: component %s", name);
    return 0;
}

long library_record(const char *path)
{
    log_line("recorded: library %s", path);
    return 0;
}
