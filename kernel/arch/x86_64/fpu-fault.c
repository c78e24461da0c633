/* SPDX-License-Identifier: MIT */
/* Which floating-point exception a fault was: the one that is flagged and not masked (Intel SDM vol. 1, 8.5
 * and 11.5). */
#include <abi/signal.h>

#include "fpu-fault.h"

#define MXCSR_MASK_SHIFT 7

/* The same order of bits in the x87 status and control words, and in MXCSR: flags, and masks that silence
 * them. */
static const struct {
    uint8_t flag, code;
} exceptions[] = {
    {1 << 0, FPE_FLTINV}, /* invalid operation */
    {1 << 2, FPE_FLTDIV}, /* division by zero */
    {1 << 3, FPE_FLTOVF}, /* overflow */
    {1 << 1, FPE_FLTUND}, /* denormal operand, as Linux has it */
    {1 << 4, FPE_FLTUND}, /* underflow */
    {1 << 5, FPE_FLTRES}, /* precision */
};

static int first_of(uint32_t flags)
{
    for (unsigned i = 0; i < ARRAY_SIZE(exceptions); i++)
        if (flags & exceptions[i].flag) return exceptions[i].code;
    return FPE_FLTUNK;
}

int x87_fault_code(void)
{
    uint16_t status, control;
    __asm__ volatile("fnstsw %0; fnstcw %1" : "=m"(status), "=m"(control));
    return first_of(status & ~(uint32_t)control);
}

int simd_fault_code(void)
{
    uint32_t mxcsr;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    return first_of(mxcsr & ~(mxcsr >> MXCSR_MASK_SHIFT));
}
