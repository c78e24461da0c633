// SPDX-License-Identifier: MIT
// What one instruction does to what is known.
import {
  R10,
  R11,
  R8,
  R9,
  RAX,
  RBP,
  RCX,
  RDI,
  RDX,
  REGISTER_COUNT,
  RSI,
  RSP,
  type Instruction,
  type Operand,
} from './instruction.ts';
import {
  addressOf,
  isSameRegister,
  moveStack,
  readOperand,
  sizeOf,
  writeOperand,
  type Machine,
} from './operands.ts';
import type { MachineState } from './state.ts';
import {
  add,
  compute,
  constantValue,
  join,
  multiply,
  narrow,
  oneOf,
  onlyConstant,
  onlyStackOffset,
  stackAddress,
  subtract,
  valueOf,
  type Unknown,
  type Value,
} from './value.ts';

/** Registers that a call may change (System V psABI for x86-64, figure 3.4). */
const CALL_CLOBBERED = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11] as const;

/** Changes `state` from before to after an instruction. Where control goes is not its concern. */
export function execute(machine: Machine, state: MachineState, instruction: Instruction): void {
  const { operands } = instruction;
  const a = operands[0];
  const b = operands[1];
  const size = sizeOf(a);
  const read = (operand: Operand | undefined): Value | Unknown => readOperand(machine, state, operand, size);
  switch (instruction.operation) {
    case 'move':
      writeOperand(state, a, size, read(b));
      return;
    case 'move-zero-extended':
      writeOperand(state, a, size, narrow(read(b), sizeOf(b), false));
      return;
    case 'move-sign-extended':
      writeOperand(state, a, size, narrow(read(b), sizeOf(b), true));
      return;
    case 'sign-extend-rax':
      state.registers[RAX] = narrow(state.registers[RAX], 4, true);
      return;
    case 'move-if':
      writeOperand(state, a, size, join(read(a), read(b)));
      return;
    case 'address':
      writeOperand(state, a, size, b?.kind === 'memory' ? addressOf(state, b) : undefined);
      return;
    case 'add':
      writeOperand(state, a, size, add(read(a), read(b)));
      return;
    case 'subtract':
      writeOperand(state, a, size, isSameRegister(a, b) ? constantValue(0) : subtract(read(a), read(b)));
      return;
    case 'add-carry':
      writeOperand(state, a, size, add(add(read(a), read(b)), oneOf([0, 1])));
      return;
    case 'subtract-borrow':
      writeOperand(
        state,
        a,
        size,
        add(isSameRegister(a, b) ? constantValue(0) : subtract(read(a), read(b)), oneOf([0, -1])),
      );
      return;
    case 'negate':
      writeOperand(state, a, size, subtract(constantValue(0), read(a)));
      return;
    case 'set-if':
      // Compilers clear the rest of the register before it, or extend the byte behind it.
      if (a?.kind === 'register' && !a.high) state.registers[a.register] = oneOf([0, 1]);
      else writeOperand(state, a, size, undefined);
      return;
    case 'xor':
      writeOperand(
        state,
        a,
        size,
        isSameRegister(a, b) ? constantValue(0) : bits(read(a), read(b), size, (x, y) => x ^ y),
      );
      return;
    case 'or':
    case 'and':
      writeOperand(
        state,
        a,
        size,
        isSameRegister(a, b) ? read(a) : combineBits(instruction.operation, read(a), read(b), size),
      );
      return;
    case 'shift-left': {
      const count = onlyConstant(read(b));
      writeOperand(
        state,
        a,
        size,
        count === undefined || count > 52 ? undefined : multiply(read(a), constantValue(2 ** count)),
      );
      return;
    }
    case 'multiply': {
      const [, , c] = instruction.operands;
      writeOperand(state, a, size, c === undefined ? multiply(read(a), read(b)) : multiply(read(b), read(c)));
      return;
    }
    case 'exchange': {
      const [first, second] = [read(a), read(b)];
      writeOperand(state, a, size, second);
      writeOperand(state, b, size, first);
      return;
    }
    case 'push': {
      const value = read(a);
      moveStack(state, -8);
      const offset = onlyStackOffset(state.registers[RSP]);
      if (offset !== undefined) state.store(offset, 8, value);
      return;
    }
    case 'pop': {
      const offset = onlyStackOffset(state.registers[RSP]);
      const value = offset === undefined ? undefined : state.load(offset, 8);
      moveStack(state, 8);
      writeOperand(state, a, 8, value);
      return;
    }
    case 'leave': {
      const frame = state.registers[RBP];
      const offset = onlyStackOffset(frame);
      state.registers[RBP] = offset === undefined ? undefined : state.load(offset, 8);
      state.registers[RSP] = add(frame, constantValue(8));
      return;
    }
    case 'call':
      afterCall(machine, state);
      return;
    case 'system-call':
      for (const register of [RAX, RCX, R11]) state.registers[register] = undefined;
      state.loseEscaped();
      return;
    case 'other':
      if (instruction.writesMemory && a?.kind === 'memory') writeOperand(state, a, a.size, undefined);
      else if (instruction.writesMemory) state.loseEscaped();
      for (let register = 0; instruction.written >> register !== 0; register++) {
        if (((instruction.written >> register) & 1) !== 0) state.registers[register] = undefined;
      }
      return;
    case 'nothing':
    case 'compare':
    case 'jump':
    case 'jump-if':
    case 'return':
    case 'stop':
      return;
    default:
      return instruction.operation satisfies never;
  }
}

function bits(
  a: Value | Unknown,
  b: Value | Unknown,
  size: number,
  operation: (a: number, b: number) => number,
): Value | Unknown {
  const fits = (value: number): boolean => value === (value | 0) || (size === 4 && value === value >>> 0);
  return compute(a, b, (x, y) => (fits(x) && fits(y) ? operation(x, y) : Number.NaN));
}

function combineBits(
  operation: 'and' | 'or',
  a: Value | Unknown,
  b: Value | Unknown,
  size: number,
): Value | Unknown {
  const mask = onlyConstant(narrow(b, size, true));
  // The usual ways to 0 and -1, whatever was there before.
  if (operation === 'and' && mask === 0) return constantValue(0);
  if (operation === 'or' && mask === -1) return constantValue(-1);
  if (operation === 'or') return bits(a, b, size, (x, y) => x | y);
  const offset = onlyStackOffset(a);
  if (offset !== undefined && mask !== undefined && mask < 0)
    return valueOf(stackAddress(align(offset, -mask)));
  return bits(a, b, size, (x, y) => x & y);
}

/**
 * A stack pointer that is aligned. At a function's entry it is 8 more than a multiple of 16 (System V psABI, 3.2.2), so that
 * up to 16 this is exact. Beyond it, slots are named wrongly but consistently: nobody addresses one of them in two ways.
 */
function align(offset: number, alignment: number): number {
  return Math.floor((offset + 8) / alignment) * alignment - 8;
}

/** A call gives its callee the stack addresses in argument registers, and comes back with the clobbered ones unknown. */
function afterCall(machine: Machine, state: MachineState): void {
  const isGo = machine.convention === 'go';
  for (const register of CALL_CLOBBERED) {
    const value = state.registers[register];
    if (value !== undefined) state.leak(value);
    state.registers[register] = undefined;
  }
  if (isGo) {
    // Nothing survives a call of Go. (Results of its older convention come back in stack slots that nobody reads as arguments.)
    for (let register = 0; register < REGISTER_COUNT; register++) {
      if (register !== RSP) state.registers[register] = undefined;
    }
  }
  state.loseEscaped();
}
