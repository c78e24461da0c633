// SPDX-License-Identifier: MIT
// Products of complex numbers, which compilers leave to a function because of infinities (C17 Annex G, 5.1):
// where both parts of the plain product are not a number, but an operand is infinite, the product is
// infinite.
#include <complex.h>
#include <math.h>

#define DEFINE_MULTIPLY(name, real, complex_type, COPYSIGN, MAKE)                                            \
    static real name##_box(real part)                                                                        \
    {                                                                                                        \
        return COPYSIGN(isinf(part) ? (real)1 : (real)0, part);                                              \
    }                                                                                                        \
    static real name##_plain(real part)                                                                      \
    {                                                                                                        \
        return isnan(part) ? COPYSIGN((real)0, part) : part;                                                 \
    }                                                                                                        \
    complex_type name(real a, real b, real c, real d);                                                       \
    complex_type name(real a, real b, real c, real d)                                                        \
    {                                                                                                        \
        real ac = a * c, bd = b * d, ad = a * d, bc = b * c;                                                 \
        real x = ac - bd, y = ad + bc;                                                                       \
        if (!isnan(x) || !isnan(y)) return MAKE(x, y);                                                       \
        int infinite = 0;                                                                                    \
        if (isinf(a) || isinf(b)) {                                                                          \
            a = name##_box(a), b = name##_box(b), c = name##_plain(c), d = name##_plain(d);                  \
            infinite = 1;                                                                                    \
        }                                                                                                    \
        if (isinf(c) || isinf(d)) {                                                                          \
            c = name##_box(c), d = name##_box(d), a = name##_plain(a), b = name##_plain(b);                  \
            infinite = 1;                                                                                    \
        }                                                                                                    \
        /* An overflow of the parts' products. */                                                            \
        if (!infinite && (isinf(ac) || isinf(bd) || isinf(ad) || isinf(bc))) {                               \
            a = name##_plain(a), b = name##_plain(b), c = name##_plain(c), d = name##_plain(d);              \
            infinite = 1;                                                                                    \
        }                                                                                                    \
        if (!infinite) return MAKE(x, y);                                                                    \
        return MAKE((real)INFINITY * (a * c - b * d), (real)INFINITY * (a * d + b * c));                     \
    }

DEFINE_MULTIPLY(__mulsc3, float, float _Complex, copysignf, CMPLXF)
DEFINE_MULTIPLY(__muldc3, double, double _Complex, copysign, CMPLX)
DEFINE_MULTIPLY(__mulxc3, long double, long double _Complex, copysignl, CMPLXL)
