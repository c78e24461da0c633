/* SPDX-License-Identifier: MIT */
/* Numbers of twice the precision of long double, each the sum of two: what is computed with them and rounded
 * at the end is right to the last bit but for rare cases. The sums and products without error are those of T.
 * J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18
 * (1971). Rounding must be to nearest. */
#ifndef GLIBC_MATH_PAIR_H
#define GLIBC_MATH_PAIR_H

/* `low` is at most half a unit in the last place of `high`. */
struct math_pair {
    long double high, low;
};

/* Half of the 64 bits of a significand, for splitting a number into halves whose products are exact. */
#define MATH_PAIR_SPLIT 0x1p32L

static inline struct math_pair math_pair_of(long double x)
{
    return (struct math_pair){x, 0};
}

/* Exactly a + b, where |a| >= |b|. */
static inline struct math_pair math_pair_ordered_sum(long double a, long double b)
{
    long double sum = a + b;
    return (struct math_pair){sum, b - (sum - a)};
}

static inline struct math_pair math_pair_sum(long double a, long double b)
{
    long double sum = a + b, part = sum - a;
    return (struct math_pair){sum, (a - (sum - part)) + (b - part)};
}

static inline struct math_pair math_pair_product(long double a, long double b)
{
    long double scaled_a = (MATH_PAIR_SPLIT + 1) * a, scaled_b = (MATH_PAIR_SPLIT + 1) * b;
    long double high_a = scaled_a - (scaled_a - a), high_b = scaled_b - (scaled_b - b);
    long double low_a = a - high_a, low_b = b - high_b, product = a * b;
    long double error = ((high_a * high_b - product) + high_a * low_b + low_a * high_b) + low_a * low_b;
    return (struct math_pair){product, error};
}

static inline struct math_pair math_pair_add(struct math_pair a, struct math_pair b)
{
    struct math_pair sum = math_pair_sum(a.high, b.high);
    return math_pair_ordered_sum(sum.high, sum.low + (a.low + b.low));
}

static inline struct math_pair math_pair_scale(struct math_pair a, long double factor)
{
    struct math_pair product = math_pair_product(a.high, factor);
    return math_pair_ordered_sum(product.high, product.low + a.low * factor);
}

static inline struct math_pair math_pair_multiply(struct math_pair a, struct math_pair b)
{
    struct math_pair product = math_pair_product(a.high, b.high);
    return math_pair_ordered_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static inline struct math_pair math_pair_negate(struct math_pair a)
{
    return (struct math_pair){-a.high, -a.low};
}

static inline struct math_pair math_pair_divide(struct math_pair a, struct math_pair b)
{
    long double quotient = a.high / b.high;
    struct math_pair rest = math_pair_add(a, math_pair_negate(math_pair_scale(b, quotient)));
    return math_pair_ordered_sum(quotient, rest.high / b.high);
}

#endif
