// SPDX-License-Identifier: MIT
// DWARF expressions (DWARF 4 section 2.5) as call frame information uses them: PLT entries and signal returns.
import { Cursor } from '../cursor.ts';
import type { MemoryView } from './memory-view.ts';
import { wrap, type RegisterValues } from './registers.ts';

/** Branches go backwards too, so the number of steps is what ends every expression. */
const maxSteps = 1000;
const maxDepth = 64;

export interface ExpressionContext {
  readonly registers: RegisterValues;
  readonly memory: MemoryView;
}

/** The result, or undefined for what is malformed, unknown, or needs memory or registers that are not known. */
export function evaluateExpression(
  bytes: Uint8Array,
  initial: readonly bigint[],
  context: ExpressionContext,
): bigint | undefined {
  const stack = [...initial];
  const cursor = new Cursor(bytes);
  for (let steps = 0; !cursor.atEnd; steps++) {
    if (steps >= maxSteps || stack.length > maxDepth) return undefined;
    if (!step(cursor, stack, context) || cursor.overrun) return undefined;
  }
  return stack.at(-1);
}

type Binary = (a: bigint, b: bigint) => bigint | undefined;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

/** Operations on the two topmost values; `b` is on top. */
const binary: Readonly<Record<number, Binary>> = {
  0x1a: (a, b) => a & b,
  0x1b: (a, b) => (b === 0n ? undefined : signed(a) / signed(b)),
  0x1c: (a, b) => a - b,
  0x1d: (a, b) => (b === 0n ? undefined : a % b),
  0x1e: (a, b) => a * b,
  0x21: (a, b) => a | b,
  0x22: (a, b) => a + b,
  0x24: (a, b) => (b < 64n ? a << b : 0n),
  0x25: (a, b) => (b < 64n ? a >> b : 0n),
  0x26: (a, b) => signed(a) >> (b < 63n ? b : 63n),
  0x27: (a, b) => a ^ b,
  0x29: (a, b) => truth(signed(a) === signed(b)),
  0x2a: (a, b) => truth(signed(a) >= signed(b)),
  0x2b: (a, b) => truth(signed(a) > signed(b)),
  0x2c: (a, b) => truth(signed(a) <= signed(b)),
  0x2d: (a, b) => truth(signed(a) < signed(b)),
  0x2e: (a, b) => truth(a !== b),
};

/** Operations that push a constant from the instruction stream. */
const constants: Readonly<Record<number, (cursor: Cursor) => bigint>> = {
  0x03: (cursor) => cursor.u64(),
  0x08: (cursor) => BigInt(cursor.u8()),
  0x09: (cursor) => BigInt(cursor.i8()),
  0x0a: (cursor) => BigInt(cursor.u16()),
  0x0b: (cursor) => BigInt(cursor.i16()),
  0x0c: (cursor) => BigInt(cursor.u32()),
  0x0d: (cursor) => BigInt(cursor.i32()),
  0x0e: (cursor) => cursor.u64(),
  0x0f: (cursor) => cursor.i64(),
  0x10: (cursor) => cursor.uleb128(),
  0x11: (cursor) => cursor.sleb128(),
};

/** One operation; false when it cannot be done. */
function step(cursor: Cursor, stack: bigint[], context: ExpressionContext): boolean {
  const op = cursor.u8();
  const push = (value: bigint | undefined): boolean => {
    if (value === undefined) return false;
    stack.push(wrap(value));
    return true;
  };
  const register = (number: number, offset: bigint): bigint | undefined => {
    const value = context.registers[number];
    return value === undefined ? undefined : value + offset;
  };
  const constant = constants[op];
  if (constant !== undefined) return push(constant(cursor));
  const operation = binary[op];
  if (operation !== undefined) {
    const b = stack.pop();
    const a = stack.pop();
    return a !== undefined && b !== undefined && push(operation(a, b));
  }
  if (op >= 0x30 && op <= 0x4f) return push(BigInt(op - 0x30)); // DW_OP_lit0 to lit31
  if (op >= 0x70 && op <= 0x8f) return push(register(op - 0x70, cursor.sleb128())); // DW_OP_breg0 to breg31
  switch (op) {
    case 0x92: // DW_OP_bregx
      return push(register(cursor.count(), cursor.sleb128()));
    case 0x28: // DW_OP_bra
    case 0x2f: {
      // DW_OP_skip
      const distance = cursor.i16();
      const condition = op === 0x2f ? 1n : stack.pop();
      if (condition === undefined) return false;
      if (condition !== 0n) cursor.seek(cursor.position + distance);
      return true;
    }
    case 0x96: // DW_OP_nop
      return true;
    case 0x12: // DW_OP_dup
      return push(stack.at(-1));
    case 0x13: // DW_OP_drop
      return stack.pop() !== undefined;
    case 0x14: // DW_OP_over
      return push(stack.at(-2));
    case 0x15: // DW_OP_pick
      return push(stack.at(-1 - cursor.u8()));
    default:
      return stepOnTop(op, cursor, stack, context, push);
  }
}

/** The operations that take the topmost value away. */
function stepOnTop(
  op: number,
  cursor: Cursor,
  stack: bigint[],
  context: ExpressionContext,
  push: (value: bigint | undefined) => boolean,
): boolean {
  const top = stack.pop();
  if (top === undefined) return false;
  switch (op) {
    case 0x06: // DW_OP_deref
      return push(context.memory.read(top, 8));
    case 0x94: {
      // DW_OP_deref_size
      const size = cursor.u8();
      return [1, 2, 4, 8].includes(size) && push(context.memory.read(top, size));
    }
    case 0x19: // DW_OP_abs
      return push(signed(top) < 0n ? -signed(top) : top);
    case 0x1f: // DW_OP_neg
      return push(-top);
    case 0x20: // DW_OP_not
      return push(~top);
    case 0x23: // DW_OP_plus_uconst
      return push(top + cursor.uleb128());
    case 0x16: {
      // DW_OP_swap
      const second = stack.pop();
      return second !== undefined && push(top) && push(second);
    }
    case 0x17: {
      // DW_OP_rot
      const second = stack.pop();
      const third = stack.pop();
      return second !== undefined && third !== undefined && push(top) && push(third) && push(second);
    }
    default:
      return false;
  }
}
