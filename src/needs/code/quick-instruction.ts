// SPDX-License-Identifier: MIT
// The instruction that is being decoded: its prefixes, and what many opcodes have in common.
import { instructionOf, RSP, type Instruction, type Operand, type Operation } from './instruction.ts';
import { OperandReader, REX_W } from './quick-operands.ts';

export const NONE: readonly Operand[] = [];

/** More prefixes than this have a meaning that is not worth knowing. */
const MOST_PREFIXES = 5;

const SEGMENTS = 1;
const PREFIX_KINDS = new Uint8Array(256);
for (const byte of [0x26, 0x2e, 0x36, 0x3e]) PREFIX_KINDS[byte] = SEGMENTS;
const THREAD_SEGMENTS = 2;
for (const byte of [0x64, 0x65]) PREFIX_KINDS[byte] = THREAD_SEGMENTS;
const OPERAND_SIZE = 3;
PREFIX_KINDS[0x66] = OPERAND_SIZE;
const REPEATS = 4;
for (const byte of [0xf2, 0xf3]) PREFIX_KINDS[byte] = REPEATS;

export class QuickInstruction {
  readonly reader: OperandReader;
  /** Of its operands, in bytes. */
  size = 4;
  /** It has the prefix 66. */
  isNarrow = false;
  /** The prefix f2 or f3, or 0. */
  repeat = 0;
  #start = 0;
  readonly #address: number;

  /** @param address Of the first byte. */
  constructor(bytes: Uint8Array, address: number) {
    this.reader = new OperandReader(bytes, address);
    this.#address = address;
  }

  /** Reads the prefixes and the byte of the opcode; -1 when they are too many or contradict each other. */
  begin(start: number): number {
    const { bytes } = this.reader;
    let at = start;
    let byte = bytes[at++] as number;
    let [isNarrow, isThreadLocal, repeat, rex] = [false, false, 0, 0];
    for (let kind = PREFIX_KINDS[byte]; kind !== 0; kind = PREFIX_KINDS[byte]) {
      if (kind === OPERAND_SIZE) isNarrow = true;
      else if (kind === THREAD_SEGMENTS) isThreadLocal = true;
      else if (kind === REPEATS && repeat === 0) repeat = byte;
      else if (kind !== SEGMENTS || isThreadLocal) return -1;
      if (at - start > MOST_PREFIXES || at >= bytes.length) return -1;
      byte = bytes[at++] as number;
    }
    if ((byte & 0xf0) === 0x40) {
      rex = byte;
      byte = bytes[at++] as number;
    }
    const reader = this.reader;
    reader.at = at;
    reader.rex = rex;
    reader.isThreadLocal = isThreadLocal;
    this.#start = start;
    this.isNarrow = isNarrow;
    this.repeat = repeat;
    this.size = (rex & REX_W) !== 0 ? 8 : isNarrow ? 2 : 4;
    return byte;
  }

  make(operation: Operation, operands: readonly Operand[], target?: number): Instruction {
    return this.with(operation, operands, 0, false, target);
  }

  with(
    operation: Operation,
    operands: readonly Operand[],
    written: number,
    writesMemory: boolean,
    target?: number,
  ): Instruction {
    const { at } = this.reader;
    return instructionOf(
      this.#address + this.#start,
      this.#address + at,
      operation,
      operands,
      target,
      written,
      // As with the other decoder, of a stack pointer that is computed nobody knows what it did.
      writesMemory || (written & (1 << RSP)) !== 0,
    );
  }

  /** Computes its first operand from what was there, in a way that is not tracked. */
  changes(operands: readonly Operand[]): Instruction {
    const [first] = operands;
    if (first?.kind === 'register') return this.with('other', operands, 1 << first.register, false);
    return this.with('other', operands, 0, true);
  }

  /** Register or memory, with the register of ModRM as the other operand; the register first if `isLoad`. */
  pair(operation: Operation, size: number, isLoad: boolean): Instruction {
    const reader = this.reader;
    reader.readModrm();
    const register = reader.register(size);
    const other = reader.registerOrMemory(size);
    return this.make(operation, isLoad ? [register, other] : [other, register]);
  }

  /** A register from a smaller one, or from fewer bytes of memory. */
  extend(operation: Operation, from: number): Instruction {
    const reader = this.reader;
    reader.readModrm();
    return this.make(operation, [reader.register(this.size), reader.registerOrMemory(from)]);
  }

  branch(operation: 'call' | 'jump' | 'jump-if', width: 1 | 4): Instruction {
    const target = this.reader.near(width);
    return this.make(operation, NONE, target);
  }
}
