// SPDX-License-Identifier: MIT
// sources: renamed_math_bessel.c
/* Bessel functions, beside values of 60 digits and beside the host's. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

long double our_j0l(long double x);
long double our_j1l(long double x);
long double our_jnl(int order, long double x);
long double our_y0l(long double x);
long double our_y1l(long double x);
long double our_ynl(int order, long double x);

/* Made with mpmath at 400 bits and more, rounded to 64. Some arguments are next to a zero of a function. */
static const struct value {
    int order;
    long double x, j, y;
} values[] = {
    // clang-format off
    {0, 0x1p-60L, 0x1p0L, -0xd4668e6903c810fp-55L},
    {0, 0x1.33d152e971b4p+1L, -0x8cdbc90f81e4707bp-117L, 0x828a6786581c43c7p-64L},
    {1, 0x1.eaa75575af02dp+1L, -0xa10c3b68e4eccfffp-74L, 0x6995162635d887d7p-64L},
    {0, 0x1.c982eb8d417eap-1L, 0x33d911be6880d089p-62L, -0xd7ba5fd078982223p-119L},
    {1, 0x1.193bed4dff243p+1L, 0x8e6e29778c716a31p-64L, 0x73e7e3578691d5bdp-118L},
    {0, 0x1.8p+0L, 0x418391b3a5946b75p-63L, 0xc3d05868341b3e63p-65L},
    {1, 0x1p-8L, 0x7ffff00000aaaaa7p-72L, -0x28bede5edb3fc717p-54L},
    {2, 0x1.48ap+2L, 0x131258f50cd926dfp-72L, 0xbadf116455795411p-65L},
    {3, 0x1p+3L, -0x950f47d852359441p-65L, 0x6cb778a3fc9728f3p-68L},
    {7, 0x1.2p+1L, 0xca3f612a0e733eb9p-75L, -0xf95ec4a141746dadp-57L},
    {10, 0x1.4p+4L, 0xbef5489ff2f5fe71p-66L, -0x59e570aa8d5216f9p-67L},
    {25, 0x1.dp+4L, 0x57f298fca6184cdfp-65L, 0xe797bfbe4fb8c4fbp-67L},
    {40, 0x1.8p+1L, 0x8f0941ccaf755603p-199L, -0x3a807bc3637fd571p67L},
    {100, 0x1p+4L, 0x13f1f0533b5271d7p-286L, -0xa987a92eb3113179p154L},
    {1000, 0x1p+1L, 0x3085861522a2f3fp-8587L, -0x6e0fc7afe2c46dbbp8455L},
    {0, 0x1.dp+4L, -0x9765aaa44508c79bp-66L, 0x4dab6edddea1b917p-69L},
    {1, 0x1.fp+4L, -0x441bc3634f236f81p-65L, -0x6d4ebb9236cfbf59p-67L},
    {5, 0x1p+6L, 0x6f743c84f68b4e83p-67L, -0xab8a5359458a50fbp-67L},
    {64, 0x1p+6L, 0x728132b6ec73b13fp-66L, -0xc659273dc61125fbp-66L},
    {80, 0x1p+6L, 0x4577f705aba627dbp-77L, -0xc873576ac5a65909p-56L},
    {2, 0x1p+40L, 0x5f4df14bc586fcb3p-83L, -0x92d470872ba97121p-85L},
    {1, 0x1p+1000L, -0xa5959871ad883317p-564L, -0xef316e93fc7debb7p-565L},
    {0, 0x1p+60L, -0x190c8d3a1200b867p-91L, -0x4f1b4a6a3dda1765p-95L},
    {1500, 0x1p+10L, 0x1b2da5403635a023p-499L, -0xb3444d1400a55d45p363L},
    // clang-format on
};

/* How far apart they are, in units of the last place of the second. */
static long double distance(long double found, long double expected)
{
    int exponent;
    frexpl(expected, &exponent);
    return fabsl(found - expected) / ldexpl(1, exponent - LDBL_MANT_DIG);
}

static void test_values(void)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        const struct value *value = &values[i];
        long double most = value->x <= 30 ? 1 : 16;
        long double j = distance(our_jnl(value->order, value->x), value->j);
        long double y = distance(our_ynl(value->order, value->x), value->y);
        if (j > most || y > most) printf("order %d of %Lg: %Lg, %Lg\n", value->order, value->x, j, y);
        assert(j <= most && y <= most);
    }
}

/* The host's lose bits near zeros, and with the order; so errors are measured by the size that the functions
 * have around there. */
static void test_beside_host(void)
{
    for (int order = -3; order < 60; order += 3) {
        for (long double x = 0.01L; x < 4000; x *= 1.0371L) {
            long double size = sqrtl(2 / (M_PIl * x)), j = jnl(order, x), y = ynl(order, x);
            if (x < abs(order)) size = fabsl(j);
            assert(fabsl(our_jnl(order, x) - j) <= size * 64 * LDBL_EPSILON);
            if (x < abs(order)) size = fabsl(y);
            assert(fabsl(our_ynl(order, x) - y) <= size * 64 * LDBL_EPSILON || our_ynl(order, x) == y);
            assert(our_jnl(order, -x) == (order % 2 == 0 ? 1 : -1) * our_jnl(order, x));
        }
    }
    assert(our_j0l(2.5L) == our_jnl(0, 2.5L) && our_j1l(2.5L) == our_jnl(1, 2.5L));
    assert(our_y0l(2.5L) == our_ynl(0, 2.5L) && our_y1l(2.5L) == our_ynl(1, 2.5L));
}

/* At the ends of the range the host's have some fifty good bits. */
static void same(long double ours, int our_error, long double theirs, int their_error)
{
    assert(isnan(ours) ? isnan(theirs) : ours == theirs || distance(ours, theirs) < 0x1p14L);
    assert(signbit(ours) == signbit(theirs));
    assert(our_error == their_error);
}

static void test_ends_of_range(void)
{
    static const long double arguments[] = {0.0L,     -0.0L,    -1.0L,   -2.5L,  INFINITY, -INFINITY, NAN,
                                            1e-4940L, 1e-4000L, 1e4000L, 1e300L, LDBL_MAX, LDBL_MIN};
    static const int orders[] = {0, 1, 2, -1, -2, 5, 1000, 100000};
    for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
        for (size_t k = 0; k < sizeof(orders) / sizeof(*orders); k++) {
            long double x = arguments[i];
            int order = orders[k];
            errno = 0;
            long double ours = our_jnl(order, x);
            int our_error = errno;
            errno = 0;
            long double theirs = jnl(order, x);
            same(ours, our_error, theirs, errno);
            errno = 0;
            ours = our_ynl(order, x);
            our_error = errno;
            errno = 0;
            theirs = ynl(order, x);
            same(ours, our_error, theirs, errno);
        }
    }
    /* The host's are wrong or slow for these. */
    assert(our_jnl(INT_MIN, 1) == 0 && our_jnl(INT_MAX, 1e6L) == 0);
    assert(our_ynl(INT_MAX, 2) == -HUGE_VALL && our_ynl(INT_MIN, 2) == -HUGE_VALL);
}

int main(void)
{
    test_values();
    test_beside_host();
    test_ends_of_range();
    puts("ok");
    return 0;
}
