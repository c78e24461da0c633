/* SPDX-License-Identifier: MIT */
/* Functions of libm that libc does not have. The first four say whether a number is a NaN that raises an
 * exception when it is used: the first bit of its fraction is 0 (IEEE 754, 6.2.1). */
#include "private.h"

#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

int __issignaling(double x);
GLIBC_EXPORT int __issignaling(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & ~(1ull << 63)) > 0x7ff0000000000000ull && (bits & 1ull << 51) == 0;
}

int __issignalingf(float x);
GLIBC_EXPORT int __issignalingf(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & 0x7fffffffu) > 0x7f800000u && (bits & 1u << 22) == 0;
}

/* The x87 format has its integer bit written out. A number that lacks it is not valid and signals as well. */
int __issignalingl(long double x);
GLIBC_EXPORT int __issignalingl(long double x)
{
    uint64_t fraction;
    uint16_t exponent;
    memcpy(&fraction, &x, sizeof fraction);
    memcpy(&exponent, (char *)&x + sizeof fraction, sizeof exponent);
    exponent &= 0x7fff;
    if (exponent != 0 && fraction >> 63 == 0) return 1;
    return exponent == 0x7fff && fraction << 1 != 0 && (fraction & 1ull << 62) == 0;
}

/* The compiler has no __float128 for this target. The psABI passes one as it passes a vector of 16 bytes. */
typedef uint64_t float128_bits __attribute__((vector_size(16)));

int __issignalingf128(float128_bits x);
GLIBC_EXPORT int __issignalingf128(float128_bits x)
{
    uint64_t low = x[0], high = x[1] & ~(1ull << 63);
    int is_nan = high > 0x7fff000000000000ull || (high == 0x7fff000000000000ull && low != 0);
    return is_nan && (high & 1ull << 47) == 0;
}

double complex clog10(double complex z);
GLIBC_EXPORT double complex clog10(double complex z)
{
    return CMPLX(log10(cabs(z)), carg(z) * 0.43429448190325182765 /* 1 / ln 10 */);
}

float complex clog10f(float complex z);
GLIBC_EXPORT float complex clog10f(float complex z)
{
    return CMPLXF(log10f(cabsf(z)), cargf(z) * 0.43429448190325182765f);
}
