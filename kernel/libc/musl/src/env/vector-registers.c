// SPDX-License-Identifier: MIT
// Whether memory and string functions may use AVX2: the processor has it (Intel SDM vol. 1, 14.7.1), and the
// kernel keeps its registers.
#include <cpuid.h>

#include "libc.h"

#define CPUID_1_ECX_OSXSAVE (1u << 27)
#define CPUID_7_EBX_AVX2 (1u << 5)
#define XCR0_SSE_AVX 6u

// Written before the program's first instruction.
hidden unsigned char libc_has_avx2;

hidden void libc_find_vector_registers(void);

void libc_find_vector_registers(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID_1_ECX_OSXSAVE)) return;
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & XCR0_SSE_AVX) != XCR0_SSE_AVX) return;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) libc_has_avx2 = (b & CPUID_7_EBX_AVX2) != 0;
}
