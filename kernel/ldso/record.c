/* SPDX-License-Identifier: MIT */
#include "left-out.h"

#include "syscall.h"

/* A function of the kernel (kernel/syscall/record.c), as system calls are called. */
extern const char symbol_record[] __attribute__((visibility("hidden")));

void ldso_record(const char *name)
{
    __syscall1((long)symbol_record, (long)name);
}
