/* SPDX-License-Identifier: MIT */
/* A thread of the host as a CPU of the kernel: where arch_cpu() looks, a program may set by itself. */
#pragma once

#include <arch/thread.h>
#include <assert.h>
#include <unistd.h>

/** The calling thread of the host is `cpu` from here on, which stays. */
static inline void become_cpu(struct cpu *cpu)
{
    /* arch_prctl(2), ARCH_SET_GS: the headers that have the names clash with the kernel's. */
    cpu->self = cpu;
    assert(syscall(158, 0x1001, cpu) == 0);
}
