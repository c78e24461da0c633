// SPDX-License-Identifier: MIT
// The public syscall(): from a number, which programs have compiled into themselves, to the function.
#include <stdarg.h>
#include <stdint.h>

#include "syscall.h"

#undef syscall

/* The tool's tables, and the kernel's complaint about what is in none of them (kernel/syscall/dispatch.c). */
extern hidden const int32_t syscall_table[];
extern hidden const uint64_t syscall_table_size;
extern hidden char syscall_missing[];

long syscall(long number, ...)
{
    va_list arguments;
    long a[6];
    va_start(arguments, number);
    for (unsigned i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
    va_end(arguments);
    unsigned long index = (unsigned long)number;
    long distance = index < syscall_table_size ? syscall_table[index] : 0;
    if (distance == 0) return __syscall_ret((unsigned long)__syscall1((long)syscall_missing, number));
    long function = (long)syscall_table + distance;
    return __syscall_ret((unsigned long)__syscall6(function, a[0], a[1], a[2], a[3], a[4], a[5]));
}
