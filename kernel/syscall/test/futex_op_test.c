// SPDX-License-Identifier: MIT
// sources: ../futex-op.c
/* FUTEX_WAKE_OP's little language, by the examples and rules of futex(2). */
#include "../futex-op.h"

#include <abi/errno.h>
#include <abi/futex.h>
#include <assert.h>

/* FUTEX_OP() of linux/futex.h. */
static uint32_t encode(uint32_t operation, uint32_t operand, uint32_t comparison, uint32_t compared)
{
    return (operation & 15) << 28 | (comparison & 15) << 24 | (operand & 0xfff) << 12 | (compared & 0xfff);
}

static uint32_t apply(uint32_t operation, int operand, uint32_t old)
{
    struct futex_op op;
    assert(futex_op_decode(encode(operation, (uint32_t)operand, FUTEX_OP_CMP_EQ, 0), &op) == 0);
    return futex_op_apply(&op, old);
}

static bool compare(uint32_t comparison, int compared, uint32_t old)
{
    struct futex_op op;
    assert(futex_op_decode(encode(FUTEX_OP_SET, 0, comparison, (uint32_t)compared), &op) == 0);
    return futex_op_compare(&op, old);
}

static void operations(void)
{
    assert(apply(FUTEX_OP_SET, 5, 77) == 5);
    assert(apply(FUTEX_OP_SET, -1, 77) == UINT32_MAX);
    assert(apply(FUTEX_OP_ADD, -1, 0) == UINT32_MAX);
    assert(apply(FUTEX_OP_ADD, 0x7ff, 1) == 0x800);
    assert(apply(FUTEX_OP_OR, 6, 1) == 7);
    assert(apply(FUTEX_OP_ANDN, 6, 7) == 1);
    assert(apply(FUTEX_OP_XOR, 6, 5) == 3);
    assert(apply(FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT, 31, 0) == 0x80000000u);
    assert(apply(FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT, 33, 0) == 2); /* modulo 32 */
    assert(apply(FUTEX_OP_ANDN | FUTEX_OP_OPARG_SHIFT, 4, 0x1f) == 0xf);
}

static void comparisons(void)
{
    assert(compare(FUTEX_OP_CMP_EQ, 3, 3) && !compare(FUTEX_OP_CMP_EQ, 3, 4));
    assert(compare(FUTEX_OP_CMP_NE, 3, 4) && !compare(FUTEX_OP_CMP_NE, 3, 3));
    assert(compare(FUTEX_OP_CMP_LT, 3, 2) && !compare(FUTEX_OP_CMP_LT, 3, 3));
    assert(compare(FUTEX_OP_CMP_LE, 3, 3) && !compare(FUTEX_OP_CMP_LE, 3, 4));
    assert(compare(FUTEX_OP_CMP_GT, 3, 4) && !compare(FUTEX_OP_CMP_GT, 3, 3));
    assert(compare(FUTEX_OP_CMP_GE, 3, 3) && !compare(FUTEX_OP_CMP_GE, 3, 2));
    assert(compare(FUTEX_OP_CMP_LT, 0, UINT32_MAX)); /* signed: -1 < 0 */
    assert(compare(FUTEX_OP_CMP_EQ, -2048, (uint32_t)-2048));
}

static void unknown_ones_are_refused(void)
{
    struct futex_op op;
    assert(futex_op_decode(encode(5, 0, 0, 0), &op) == -ENOSYS);
    assert(futex_op_decode(encode(0, 0, 6, 0), &op) == -ENOSYS);
}

int main(void)
{
    operations();
    comparisons();
    unknown_ones_are_refused();
    return 0;
}
