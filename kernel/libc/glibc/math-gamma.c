/* SPDX-License-Identifier: MIT */
/* An old name of lgamma (4.3BSD's; in later systems it is the gamma function itself, in glibc it never became
 * that). */
#include "private.h"

#include <math.h>

double gamma(double x);
GLIBC_EXPORT double gamma(double x)
{
    return lgamma(x);
}

float gammaf(float x);
GLIBC_EXPORT float gammaf(float x)
{
    return lgammaf(x);
}

long double gammal(long double x);
GLIBC_EXPORT long double gammal(long double x)
{
    return lgammal(x);
}
