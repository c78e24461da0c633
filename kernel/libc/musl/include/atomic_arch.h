/* SPDX-License-Identifier: MIT */
/* As musl's, but for the instruction that ends a program which cannot go on: `hlt` is a privileged one, and
 * here programs are privileged. */
#include_next "atomic_arch.h"

#undef a_crash
#define a_crash a_crash_undefined
static inline void a_crash_undefined(void)
{
    __asm__ __volatile__("ud2" : : : "memory");
}
