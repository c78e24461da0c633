/* SPDX-License-Identifier: MIT */
/* Which floating point exceptions end in SIGFPE: bits 0 to 5 of the x87 control word and bits 7 to 12 of
 * MXCSR mask them. All three give the exceptions that were enabled before, or -1 for ones that do not exist.
 */
#include "../private.h"

#include <fenv.h>

/* What fenv.h of glibc calls all: without denormal operands, which are bit 1. */
enum { EXCEPTIONS = 0x3d };

int fegetexcept(void);
GLIBC_EXPORT int fegetexcept(void)
{
    unsigned short control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    return ~control & EXCEPTIONS;
}

static int set_masks(int exceptions, int masked)
{
    unsigned short control;
    unsigned mxcsr;
    if ((exceptions & ~EXCEPTIONS) != 0 && (exceptions & EXCEPTIONS) == 0) return -1;
    unsigned bits = (unsigned)exceptions & EXCEPTIONS;
    int before = fegetexcept();
    __asm__ volatile("fnstcw %0" : "=m"(control));
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    control = (unsigned short)(masked ? control | bits : control & ~bits);
    mxcsr = masked ? mxcsr | bits << 7 : mxcsr & ~(bits << 7);
    __asm__ volatile("fldcw %0" ::"m"(control));
    __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
    return before;
}

int feenableexcept(int exceptions);
GLIBC_EXPORT int feenableexcept(int exceptions)
{
    return set_masks(exceptions, 0);
}

int fedisableexcept(int exceptions);
GLIBC_EXPORT int fedisableexcept(int exceptions)
{
    return set_masks(exceptions, 1);
}
