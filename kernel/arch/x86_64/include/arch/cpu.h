/* SPDX-License-Identifier: MIT */
/* What portable code asks of the CPU besides memory, threads and interrupts. */
#pragma once

#include <arch/thread.h>
#include <core/types.h>

static inline void arch_interrupts_disable(void)
{
    __asm__ volatile("cli" : : : "memory");
}
static inline void arch_interrupts_enable(void)
{
    __asm__ volatile("sti" : : : "memory");
}

/** Enables interrupts and waits for one, without a gap in which one could be missed. */
static inline void arch_wait_for_interrupt(void)
{
    __asm__ volatile("sti; hlt" : : : "memory");
}

/** Stops this CPU for ever. */
static inline _Noreturn void arch_halt(void)
{
    for (;;) __asm__ volatile("cli; hlt");
}

/** The CPU's cycle counter (TSC). */
static inline uint64_t arch_timestamp(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid arch_cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid r;
    __asm__ volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
    return r;
}

static inline uint64_t arch_read_msr(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static inline void arch_write_msr(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

/** Mixes 64 bits of the CPU's random number generator into *value; false, and *value as it was, when there is
 * none or it is dry. */
bool arch_random64(uint64_t *value);

/** The hypervisor's clock or CPUID leaf tells the frequency of the TSC; 0: not told. In Hz. */
uint64_t arch_timestamp_frequency_hint(void);

/** Resets the machine, by what every PC has; halts if that fails. */
_Noreturn void arch_reset(void);

/** Writes a crash report of the place from which it is called, and stops with the verdict "panic". */
_Noreturn void arch_panic(const char *component, const char *text);
