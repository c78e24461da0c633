/* SPDX-License-Identifier: MIT */
#include "futex-op.h"

#include <abi/errno.h>
#include <abi/futex.h>

/* Sign-extends a field of 12 bits. */
static int32_t field12(uint32_t bits)
{
    return (int32_t)(bits << 20) >> 20;
}

int futex_op_decode(uint32_t encoded, struct futex_op *op)
{
    op->operation = encoded >> 28 & 7;
    op->comparison = encoded >> 24 & 15;
    op->operand = field12(encoded >> 12);
    op->compared = field12(encoded);
    /* Linux takes the shift modulo 32, whatever the sign. */
    if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT) op->operand = (int32_t)(1u << (op->operand & 31));
    return op->operation > FUTEX_OP_XOR || op->comparison > FUTEX_OP_CMP_GE ? -ENOSYS : 0;
}

uint32_t futex_op_apply(const struct futex_op *op, uint32_t old)
{
    uint32_t operand = (uint32_t)op->operand;
    switch (op->operation) {
    case FUTEX_OP_SET: return operand;
    case FUTEX_OP_ADD: return old + operand;
    case FUTEX_OP_OR: return old | operand;
    case FUTEX_OP_ANDN: return old & ~operand;
    default: return old ^ operand;
    }
}

bool futex_op_compare(const struct futex_op *op, uint32_t old)
{
    int32_t value = (int32_t)old;
    switch (op->comparison) {
    case FUTEX_OP_CMP_EQ: return value == op->compared;
    case FUTEX_OP_CMP_NE: return value != op->compared;
    case FUTEX_OP_CMP_LT: return value < op->compared;
    case FUTEX_OP_CMP_LE: return value <= op->compared;
    case FUTEX_OP_CMP_GT: return value > op->compared;
    default: return value >= op->compared;
    }
}
