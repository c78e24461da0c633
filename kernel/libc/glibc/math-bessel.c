/* SPDX-License-Identifier: MIT */
/* Bessel functions of integer order in the precision of long double, by the relations of the NIST Digital
 * Library of Mathematical Functions (DLMF): from the orders 0 and 1 upwards as far as that is stable, else
 * downwards from an order that is so high that where one starts does not matter (J. C. P. Miller's
 * algorithm). */
#include "private.h"

#include "math-pair.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

GLIBC_EXPORT long double j0l(long double x);
GLIBC_EXPORT long double j1l(long double x);
GLIBC_EXPORT long double jnl(int order, long double x);
GLIBC_EXPORT long double y0l(long double x);
GLIBC_EXPORT long double y1l(long double x);
GLIBC_EXPORT long double ynl(int order, long double x);

/* pi, Euler's constant, and the natural logarithm of 2. */
static const struct math_pair pi = {0xc90fdaa22168c235p-62L, -0xece675d1fc8f8cbbp-128L};
static const struct math_pair euler = {0x93c467e37db0c7a5p-64L, -0xb90701fbfab4d2a5p-130L};

static const struct math_pair log_2 = {0x2c5c85fdf473de6bp-62L, -0xd871319ff0342543p-130L};

/* Above, the expansion for large arguments is exact enough: its smallest term is some e^-2x. */
#define LARGE 30.0L

/* Below, all terms of the power series but the first vanish beside it. */
#define SMALL 0x1p-34L

/* Values of the orders 0 and 1. */
struct seeds {
    struct math_pair zero, one;
};

/* What a pass downwards from a high order gives, all with one unknown factor, which `total` is too. */
struct downwards {
    struct math_pair total, zero, one, wanted;
    /* The sums of Neumann's expansions of Y0 and Y1. */
    struct math_pair for_zero, for_one;
};

/* Factors that keep the pass within range. */
#define TOO_LARGE 0x1p4000L
#define SHRINK 0x1p-4000L

static void shrink(struct math_pair *value)
{
    value->high *= SHRINK;
    value->low *= SHRINK;
}

/* DLMF 10.6.1: J(k-1) = 2k/x J(k) - J(k+1). 10.12.4: J(0) + 2 J(2) + 2 J(4) + ... = 1. 10.23.16: Y(0); its
 * derivative is -Y(1). */
static struct downwards go_downwards(long order, long double x)
{
    struct downwards found = {0};
    struct math_pair above = {0, 0}, here = {0x1p-4000L, 0};
    struct math_pair step = math_pair_divide(math_pair_of(2), math_pair_of(x));
    /* Behind the last order that matters, values fall faster than e to the minus (t/cbrt(x/2))^1.5 * 2/3. */
    long last = (long)x;
    if (order > last) last = order;
    last += 90 + (long)(25 * cbrtl(x));
    for (long k = last;; k--) {
        if (k == order) found.wanted = here;
        if (k == 1) found.one = here;
        if (k == 0) found.zero = here;
        if (k % 2 == 0) {
            found.total = math_pair_add(found.total, k == 0 ? here : math_pair_scale(here, 2));
            long double sign = k % 4 == 0 ? 1 : -1;
            if (k > 0)
                found.for_zero = math_pair_add(
                    found.for_zero, math_pair_divide(math_pair_scale(here, sign), math_pair_of(k)));
        } else if (k > 1) {
            /* k = 2m + 1, and a factor of k / (m (m + 1)). */
            long m = k / 2;
            struct math_pair factor = math_pair_of(m % 2 == 0 ? k : -k);
            factor = math_pair_divide(factor, math_pair_of((long double)m * (long double)(m + 1)));
            found.for_one = math_pair_add(found.for_one, math_pair_multiply(here, factor));
        }
        if (k == 0) return found;
        struct math_pair below = math_pair_multiply(math_pair_scale(step, k), here);
        below = math_pair_add(below, math_pair_negate(above));
        above = here;
        here = below;
        if (fabsl(here.high) < TOO_LARGE) continue;
        struct math_pair *all[] = {&above,     &here,         &found.total,    &found.zero,
                                   &found.one, &found.wanted, &found.for_zero, &found.for_one};
        for (unsigned i = 0; i < sizeof(all) / sizeof(*all); i++) shrink(all[i]);
    }
}

/* DLMF 10.17.3 and 10.17.4. The cosine and sine of x - pi/4, times the square root of 2, are sums that lose
 * their bits where they vanish; the product of both sums is -cos 2x, which does not. */
static void expand_large(long double x, struct seeds *j, struct seeds *y)
{
    long double sine = sinl(x), cosine = cosl(x), sum = sine + cosine, difference = sine - cosine;
    if (x < 0x1p16000L) {
        if (fabsl(sum) < fabsl(difference))
            sum = -cosl(2 * x) / difference;
        else
            difference = -cosl(2 * x) / sum;
    }
    long double root = sqrtl(x) * sqrtl(pi.high);
    for (int order = 0; order <= 1; order++) {
        long double p = 1, q = 0, term = 1;
        for (int k = 1; k < 2 * (int)LARGE; k++) {
            int odd = 2 * k - 1;
            term *= (long double)(4 * order - odd * odd) / (8 * x * (long double)k);
            if (fabsl(term) < 0x1p-75L) break;
            if (k % 2 == 1)
                q += k % 4 == 1 ? term : -term;
            else
                p += k % 4 == 0 ? term : -term;
        }
        struct math_pair *to_j = order == 0 ? &j->zero : &j->one, *to_y = order == 0 ? &y->zero : &y->one;
        /* A quarter turn further for the order 1. */
        long double c = order == 0 ? sum : difference, s = order == 0 ? difference : -sum;
        *to_j = math_pair_of((p * c - q * s) / root);
        *to_y = math_pair_of((p * s + q * c) / root);
    }
}

/* log(x) = 2 artanh((m - 1) / (m + 1)) + e log(2), where x = m 2^e. DLMF 4.6.5. */
static struct math_pair logarithm_of(long double x)
{
    int exponent;
    long double m = frexpl(x, &exponent);
    if (m < 0x0.b504fp0L) {
        m *= 2;
        exponent--;
    }
    struct math_pair t = math_pair_divide(math_pair_of(m - 1), math_pair_sum(m, 1));
    struct math_pair square = math_pair_multiply(t, t), power = t, sum = t;
    for (int k = 3; k < 60; k += 2) {
        power = math_pair_multiply(power, square);
        sum = math_pair_add(sum, math_pair_divide(power, math_pair_of(k)));
    }
    return math_pair_add(math_pair_scale(log_2, exponent), math_pair_scale(sum, 2));
}

/* Y(0) and Y(1) for x up to LARGE. */
static struct seeds find_y(long double x)
{
    struct math_pair two_by_pi = math_pair_divide(math_pair_of(2), pi);
    struct math_pair logarithm = math_pair_add(logarithm_of(x / 2), euler);
    if (x < SMALL) {
        /* It may be infinite, which a pair cannot be. */
        long double pole = -(two_by_pi.high / x);
        return (struct seeds){math_pair_multiply(two_by_pi, logarithm), math_pair_of(pole)};
    }
    struct downwards found = go_downwards(0, x);
    struct math_pair j0 = math_pair_divide(found.zero, found.total);
    struct math_pair j1 = math_pair_divide(found.one, found.total);
    /* The sum is over k = 2m, and of twice 1/m. */
    struct math_pair rest0 = math_pair_scale(math_pair_divide(found.for_zero, found.total), -4);
    struct math_pair rest1 = math_pair_scale(math_pair_divide(found.for_one, found.total), -1);
    struct math_pair zero = math_pair_add(math_pair_multiply(logarithm, j0), rest0);
    struct math_pair less = math_pair_add(logarithm, math_pair_of(-1));
    struct math_pair one = math_pair_add(math_pair_multiply(less, j1), rest1);
    one = math_pair_add(one, math_pair_negate(math_pair_divide(j0, math_pair_of(x))));
    return (struct seeds){math_pair_multiply(two_by_pi, zero), math_pair_multiply(two_by_pi, one)};
}

/* From the orders 0 and 1 to a higher one, as long as it is finite. */
static long double go_upwards(struct seeds seeds, long order, long double x)
{
    struct math_pair below = seeds.zero, here = seeds.one;
    struct math_pair step = {0, 0};
    /* Near the end of the range, halves cannot be split; the result is beyond it after a step or two. */
    const long double end = 0x1p16000L;
    if (2 / x < end) step = math_pair_divide(math_pair_of(2), math_pair_of(x));
    if (order == 0) return below.high;
    for (long k = 1; k < order && isfinite(here.high); k++) {
        struct math_pair above = math_pair_of(2 * (long double)k / x * here.high - below.high);
        if (fabsl(above.high) < end && step.high != 0) {
            above = math_pair_multiply(math_pair_scale(step, k), here);
            above = math_pair_add(above, math_pair_negate(below));
        }
        below = here;
        here = above;
    }
    return here.high;
}

/* J or Y of an order so far below x that order and x do not meet: the four turns of the orders 0 and 1. */
static long double turn(struct seeds seeds, long order)
{
    long double value = order % 2 == 0 ? seeds.zero.high : seeds.one.high;
    return order % 4 < 2 ? value : -value;
}

static bool is_far(long order, long double x)
{
    return x > 0x1p66L * (long double)order * (long double)order;
}

/* (x/2)^n / n!, which is never less than |J(n)|. */
static long double first_term(long order, long double x)
{
    long double value = 1;
    for (long k = 1; k <= order && value != 0; k++) value *= x / 2 / (long double)k;
    return value;
}

/* J for x > 0 and an order that is not negative. */
static long double positive_j(long order, long double x)
{
    if (x < SMALL) return first_term(order, x);
    if ((long double)order > x && order * (logl(x / 2) - logl((long double)order) + 1) < -11450) return 0;
    if (x <= LARGE) {
        struct downwards found = go_downwards(order, x);
        return math_pair_divide(found.wanted, found.total).high;
    }
    struct seeds j, y;
    expand_large(x, &j, &y);
    if (is_far(order, x)) return turn(j, order);
    if ((long double)order < x) return go_upwards(j, order, x);
    struct downwards found = go_downwards(order, x);
    bool is_zero_larger = fabsl(j.zero.high) > fabsl(j.one.high);
    struct math_pair scale =
        is_zero_larger ? math_pair_divide(j.zero, found.zero) : math_pair_divide(j.one, found.one);
    return math_pair_multiply(found.wanted, scale).high;
}

GLIBC_EXPORT long double jnl(int order, long double x)
{
    long positive = order < 0 ? -(long)order : order;
    bool is_negative = positive % 2 == 1 && (order < 0) != (signbit(x) != 0);
    if (isnan(x)) return x + x;
    long double value;
    if (isinf(x))
        value = 0;
    else if (x == 0)
        value = positive == 0 ? 1 : 0;
    else
        value = positive_j(positive, fabsl(x));
    if (value == 0 && x != 0 && !isinf(x)) errno = ERANGE;
    return is_negative ? -value : value;
}

/* Y for x > 0 and an order that is not negative. */
static long double positive_y(long order, long double x)
{
    struct seeds j, y;
    if (x <= LARGE)
        y = find_y(x);
    else
        expand_large(x, &j, &y);
    if (x > LARGE && is_far(order, x)) return turn(y, order);
    return go_upwards(y, order, x);
}

GLIBC_EXPORT long double ynl(int order, long double x)
{
    long positive = order < 0 ? -(long)order : order;
    bool is_negative = positive % 2 == 1 && order < 0;
    if (isnan(x)) return x + x;
    if (x < 0) {
        errno = EDOM;
        /* Not a number, and an invalid operation; the one that the processor makes has a sign. */
        return fabsl((x - x) / 0.0L);
    }
    long double value;
    if (x == 0)
        value = -1 / fabsl(x);
    else
        value = isinf(x) ? 0 : positive_y(positive, x);
    if (isinf(value)) errno = ERANGE;
    return is_negative ? -value : value;
}

GLIBC_EXPORT long double j0l(long double x)
{
    return jnl(0, x);
}

GLIBC_EXPORT long double j1l(long double x)
{
    return jnl(1, x);
}

GLIBC_EXPORT long double y0l(long double x)
{
    return ynl(0, x);
}

GLIBC_EXPORT long double y1l(long double x)
{
    return ynl(1, x);
}
