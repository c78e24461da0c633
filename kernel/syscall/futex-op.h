/* SPDX-License-Identifier: MIT */
/* The little language of FUTEX_WAKE_OP (futex(2)). Pure. */
#pragma once

#include <core/types.h>

struct futex_op {
    uint8_t operation, comparison;
    int32_t operand, compared;
};

/** Takes the argument apart. 0, or -ENOSYS for an operation or comparison that there is not. */
int must_check futex_op_decode(uint32_t encoded, struct futex_op *op);
/** The word's new value. */
uint32_t futex_op_apply(const struct futex_op *op, uint32_t old);
/** Whether the word's old value asks for waking the second futex's waiters. */
bool futex_op_compare(const struct futex_op *op, uint32_t old);
