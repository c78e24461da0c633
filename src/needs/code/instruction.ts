// SPDX-License-Identifier: MIT
// An instruction, reduced to what constant tracking wants to know of it.

/** General registers by their hardware number. */
export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R11 = 11;

export const REGISTER_COUNT = 16;

export interface RegisterOperand {
  readonly kind: 'register';
  readonly register: number;
  /** Bytes. */
  readonly size: number;
  /** AH, CH, DH or BH. */
  readonly high: boolean;
}

export interface ImmediateOperand {
  readonly kind: 'immediate';
  /** Sign-extended; undefined when it is no safe integer. */
  readonly value: number | undefined;
}

export interface MemoryOperand {
  readonly kind: 'memory';
  /** Undefined for none; of rip-relative operands, whose address is all in `displacement`, as well. */
  readonly base: number | undefined;
  readonly index: number | undefined;
  readonly scale: number;
  readonly displacement: number;
  /** Bytes; 0 when the instruction does not tell. */
  readonly size: number;
  /** Relative to %fs or %gs. */
  readonly isThreadLocal: boolean;
}

/** A vector register, a segment register: nothing that is tracked. */
export interface OtherOperand {
  readonly kind: 'other';
}

export type Operand = RegisterOperand | ImmediateOperand | MemoryOperand | OtherOperand;

/** Operations whose results are computed. `other` only says which registers are lost. */
export type Operation =
  | 'move'
  | 'move-zero-extended'
  | 'move-sign-extended'
  | 'move-if'
  | 'sign-extend-rax'
  | 'set-if'
  | 'address'
  | 'add'
  | 'subtract'
  | 'add-carry'
  | 'subtract-borrow'
  | 'negate'
  | 'and'
  | 'or'
  | 'xor'
  | 'shift-left'
  | 'multiply'
  | 'exchange'
  | 'push'
  | 'pop'
  | 'leave'
  | 'compare'
  | 'call'
  | 'jump'
  | 'jump-if'
  | 'return'
  | 'stop'
  | 'system-call'
  | 'nothing'
  | 'other';

export interface Instruction {
  readonly address: number;
  /** The address behind it. */
  readonly next: number;
  readonly operation: Operation;
  readonly operands: readonly Operand[];
  /** Where a direct call or jump leads. */
  readonly target: number | undefined;
  /** Of `other`: the registers that it may write, as bits by number. */
  readonly written: number;
  /** Of `other`: whether its first operand, if memory, is written, and how many bytes at least. */
  readonly writesMemory: boolean;
}

/** All instructions are made here, so that they have the same shape for whoever reads millions of them. */
export function instructionOf(
  address: number,
  next: number,
  operation: Operation,
  operands: readonly Operand[],
  target: number | undefined,
  written: number,
  writesMemory: boolean,
): Instruction {
  return { address, next, operation, operands, target, written, writesMemory };
}
