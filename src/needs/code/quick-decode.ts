// SPDX-License-Identifier: MIT
// Decodes the instructions that nearly all code consists of. The decoder of decode.ts knows all there are, but it is WebAssembly: it
// takes twenty calls to learn of one instruction what is wanted here. What is not decoded here is left to it.
// (Intel SDM volume 2, appendix A, has the maps of opcodes.)
import { RAX, RCX, RDX, type Instruction, type Operand, type Operation } from './instruction.ts';
import { NONE, QuickInstruction } from './quick-instruction.ts';
import { immediateBytes } from './quick-operands.ts';
import { twoBytes } from './quick-two-bytes.ts';

/** By bits 3 to 5 of the opcode, or of ModRM in group 1. */
const ARITHMETIC = [
  'add',
  'or',
  'add-carry',
  'subtract-borrow',
  'and',
  'subtract',
  'xor',
  'compare',
] as const;

export class QuickDecoder {
  readonly #current: QuickInstruction;
  readonly #bytes: Uint8Array;

  /** @param address Of the first byte. */
  constructor(bytes: Uint8Array, address: number) {
    this.#current = new QuickInstruction(bytes, address);
    this.#bytes = bytes;
  }

  /** The instruction that begins `start` bytes behind the first; undefined when it is for the other decoder. */
  decode(start: number): Instruction | undefined {
    const current = this.#current;
    const opcode = current.begin(start);
    if (opcode < 0) return undefined;
    const instruction = opcode === 0x0f ? twoBytes(current) : oneByte(current, opcode);
    return current.reader.at > this.#bytes.length ? undefined : instruction;
  }
}

const ONE: Operand = { kind: 'immediate', value: 1 };
const COUNT: Operand = { kind: 'register', register: RCX, size: 1, high: false };

function oneByte(current: QuickInstruction, opcode: number): Instruction | undefined {
  const { reader } = current;
  if (current.repeat !== 0 && !mayRepeat(current, opcode)) return undefined;
  if (opcode < 0x40) return arithmetic(current, opcode);
  const size = (opcode & 1) === 0 ? 1 : current.size;
  switch (opcode) {
    case 0x63:
      return current.isNarrow ? undefined : current.extend('move-sign-extended', 4);
    case 0x68:
      return current.isNarrow ? undefined : current.make('push', [reader.full(8)]);
    case 0x6a:
      return current.isNarrow ? undefined : current.make('push', [reader.signedByte()]);
    case 0x69:
    case 0x6b:
      return multiplyBy(current, opcode === 0x6b);
    case 0x80:
    case 0x81:
    case 0x83:
      return group1(current, opcode);
    case 0x84:
    case 0x85:
      return current.pair('compare', size, false);
    case 0x86:
    case 0x87:
      return current.pair('exchange', size, false);
    case 0x88:
    case 0x89:
      return current.pair('move', size, false);
    case 0x8a:
    case 0x8b:
      return current.pair('move', size, true);
    case 0x8d: {
      reader.readModrm();
      if (!reader.isMemory || reader.isThreadLocal) return undefined;
      return current.make('address', [reader.register(current.size), reader.memory(0, 0)]);
    }
    case 0x90:
      return reader.rex === 0 ? current.make('nothing', NONE) : undefined;
    case 0x98:
      if (current.size === 8) return current.make('sign-extend-rax', NONE);
      return current.with('other', NONE, 1 << RAX, false);
    case 0x99:
      return current.with('other', NONE, 1 << RDX, false);
    case 0xa8:
    case 0xa9: {
      const register = reader.lowRegister(size, RAX);
      if (reader.rex !== 0 && register.register !== RAX) return undefined;
      return current.make('compare', [register, size === 1 ? reader.unsignedByte() : reader.full(size)]);
    }
    case 0xc0:
    case 0xc1:
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return shift(current, opcode, size);
    case 0xc3:
      return current.make('return', NONE);
    case 0xc6:
    case 0xc7: {
      reader.readModrm();
      if (reader.extension !== 0) return undefined;
      const to = reader.registerOrMemory(size, size === 1 ? 1 : immediateBytes(size));
      return current.make('move', [to, size === 1 ? reader.unsignedByte() : reader.full(size)]);
    }
    case 0xc9:
      return current.isNarrow ? undefined : current.make('leave', NONE);
    case 0xcc:
      return current.make('nothing', NONE);
    case 0xe8:
      return current.isNarrow ? undefined : current.branch('call', 4);
    case 0xe9:
      return current.isNarrow ? undefined : current.branch('jump', 4);
    case 0xeb:
      return current.isNarrow ? undefined : current.branch('jump', 1);
    case 0xf4:
      return current.make('stop', NONE);
    case 0xf6:
    case 0xf7:
      return group3(current, size);
    case 0xfe:
    case 0xff:
      return group5(current, size);
    default:
      return byRegister(current, opcode);
  }
}

/** With f2 (`bnd`) branches are what they were, and so is a return with either prefix. */
function mayRepeat(current: QuickInstruction, opcode: number): boolean {
  if (opcode === 0xc3) return true;
  return current.repeat === 0xf2 && (opcode === 0xe8 || opcode === 0xe9 || opcode === 0xff);
}

/** Opcodes of which the low three bits are a register, and short conditional jumps. */
function byRegister(current: QuickInstruction, opcode: number): Instruction | undefined {
  const { reader } = current;
  switch (opcode & 0xf8) {
    case 0x50:
      return current.isNarrow ? undefined : current.make('push', [reader.lowRegister(8, opcode)]);
    case 0x58:
      return current.isNarrow ? undefined : current.make('pop', [reader.lowRegister(8, opcode)]);
    case 0x70:
    case 0x78:
      return current.isNarrow ? undefined : current.branch('jump-if', 1);
    case 0xb0:
      return current.make('move', [reader.lowRegister(1, opcode), reader.unsignedByte()]);
    case 0xb8: {
      const register = reader.lowRegister(current.size, opcode);
      return current.make('move', [register, current.size === 8 ? reader.wide() : reader.full(current.size)]);
    }
    default:
      return undefined;
  }
}

function arithmetic(current: QuickInstruction, opcode: number): Instruction | undefined {
  const form = opcode & 7;
  const operation = ARITHMETIC[opcode >> 3] as Operation;
  const size = (form & 1) === 0 ? 1 : current.size;
  if (form < 4) return current.pair(operation, size, form >= 2);
  if (form >= 6) return undefined;
  const { reader } = current;
  // (REX.B does not make another register of this one.)
  if ((reader.rex & 1) !== 0) return undefined;
  const register = reader.lowRegister(size, RAX);
  return current.make(operation, [register, size === 1 ? reader.unsignedByte() : reader.full(size)]);
}

function group1(current: QuickInstruction, opcode: number): Instruction {
  const { reader } = current;
  const size = opcode === 0x80 ? 1 : current.size;
  reader.readModrm();
  const operation = ARITHMETIC[reader.extension] as Operation;
  const to = reader.registerOrMemory(size, opcode === 0x81 ? immediateBytes(size) : 1);
  const value =
    opcode === 0x81 ? reader.full(size) : opcode === 0x83 ? reader.signedByte() : reader.unsignedByte();
  return current.make(operation, [to, value]);
}

function multiplyBy(current: QuickInstruction, isByte: boolean): Instruction {
  const { reader } = current;
  const size = current.size;
  reader.readModrm();
  const to = reader.register(size);
  const from = reader.registerOrMemory(size, isByte ? 1 : immediateBytes(size));
  return current.make('multiply', [to, from, isByte ? reader.signedByte() : reader.full(size)]);
}

/** Group 2. Rotations through carry and counts of zero are left to the other decoder. */
function shift(current: QuickInstruction, opcode: number, size: number): Instruction | undefined {
  const { reader } = current;
  reader.readModrm();
  const { extension } = reader;
  if (extension === 2 || extension === 3 || extension === 6) return undefined;
  const isByte = opcode < 0xd0;
  const to = reader.registerOrMemory(size, isByte ? 1 : 0);
  const count = isByte ? reader.unsignedByte() : undefined;
  if (count?.value !== undefined && (count.value & (size === 8 ? 63 : 31)) === 0) return undefined;
  const by = count ?? (opcode < 0xd2 ? ONE : COUNT);
  return extension === 4 ? current.make('shift-left', [to, by]) : current.changes([to, by]);
}

function group3(current: QuickInstruction, size: number): Instruction {
  const { reader } = current;
  reader.readModrm();
  const { extension } = reader;
  if (extension < 2) {
    const tested = reader.registerOrMemory(size, size === 1 ? 1 : immediateBytes(size));
    return current.make('compare', [tested, size === 1 ? reader.unsignedByte() : reader.full(size)]);
  }
  const operands = [reader.registerOrMemory(size)];
  if (extension === 2) return current.changes(operands);
  if (extension === 3) return current.make('negate', operands);
  // Multiplications and divisions; those of bytes have their whole result in %ax.
  return current.with('other', operands, size === 1 ? 1 << RAX : (1 << RAX) | (1 << RDX), false);
}

function group5(current: QuickInstruction, size: number): Instruction | undefined {
  const { reader } = current;
  reader.readModrm();
  const { extension } = reader;
  if (extension < 2)
    return current.repeat === 0 ? current.changes([reader.registerOrMemory(size)]) : undefined;
  if (size === 1 || current.isNarrow) return undefined;
  if (extension === 2) return current.make('call', [reader.registerOrMemory(8)]);
  if (extension === 4) return current.make('jump', [reader.registerOrMemory(8)]);
  return extension === 6 && current.repeat === 0
    ? current.make('push', [reader.registerOrMemory(8)])
    : undefined;
}
