// SPDX-License-Identifier: MIT
// Instructions of SSE and SSE2: nothing of a vector register is tracked, so what counts is which memory and which general registers they
// write.
import type { Operand } from './instruction.ts';
import { OTHER, REX_W, type OperandReader } from './quick-operands.ts';

/** What an instruction of no operation of ours does. */
export interface Effects {
  readonly operands: readonly Operand[];
  /** General registers, as bits by number. */
  readonly written: number;
  readonly writesMemory: boolean;
}

/** How a vector and another operand go together. */
const FORM = {
  /** The vector is written. */
  load: 1,
  store: 2,
  /** As `load`, and a byte says how. */
  shuffle: 3,
  /** As `load` and `store`, where the other one must be memory. */
  loadMemory: 4,
  storeMemory: 5,
} as const;

type Form = (typeof FORM)[keyof typeof FORM];

/** By prefix and opcode: 16 * form + log2 of the bytes of a memory operand; 0 for what is not decoded here. */
const kinds = new Uint8Array(0x400);

function indexOf(prefix: number, opcode: number): number {
  const row = prefix === 0 ? 0 : prefix === 0x66 ? 1 : prefix === 0xf3 ? 2 : 3;
  return (row << 8) | opcode;
}

function declare(
  prefix: number,
  form: Form,
  bytes: number,
  opcodes: readonly (number | readonly [number, number])[],
): void {
  for (const each of opcodes) {
    const [first, last] = typeof each === 'number' ? [each, each] : each;
    for (let opcode = first; opcode <= last; opcode++)
      kinds[indexOf(prefix, opcode)] = form * 16 + Math.log2(bytes);
  }
}

// movups and movaps, unpck*, sqrt to max; movlps, movhps (movhlps and movlhps of registers); ucomiss, comiss.
declare(0, FORM.load, 16, [0x10, 0x14, 0x15, 0x28, [0x51, 0x59], [0x5b, 0x5f]]);
declare(0, FORM.store, 16, [0x11, 0x29]);
declare(0, FORM.load, 8, [0x12, 0x16, 0x5a]);
declare(0, FORM.storeMemory, 8, [0x13, 0x17]);
declare(0, FORM.load, 4, [0x2e, 0x2f]);
declare(0, FORM.shuffle, 16, [0xc6]);
// The same of doubles, and integers.
declare(0x66, FORM.load, 16, [0x10, 0x14, 0x15, 0x28, 0x51, [0x54, 0x5f], [0x60, 0x6d], 0x6f, [0x74, 0x76]]);
declare(0x66, FORM.load, 16, [
  [0xd1, 0xd5],
  [0xd8, 0xe5],
  [0xe8, 0xef],
  [0xf1, 0xf6],
  [0xf8, 0xfe],
]);
declare(0x66, FORM.store, 16, [0x11, 0x29, 0x7f]);
declare(0x66, FORM.loadMemory, 8, [0x12, 0x16]);
declare(0x66, FORM.storeMemory, 8, [0x13, 0x17]);
declare(0x66, FORM.load, 8, [0x2e, 0x2f]);
declare(0x66, FORM.shuffle, 16, [0x70, 0xc6]);
declare(0x66, FORM.store, 8, [0xd6]);
// movss, movdqu, movq, conversions; movsd and its like.
declare(0xf3, FORM.load, 4, [0x10, [0x51, 0x53], [0x58, 0x5a], [0x5c, 0x5f]]);
declare(0xf3, FORM.store, 4, [0x11]);
declare(0xf3, FORM.load, 16, [0x5b, 0x6f]);
declare(0xf3, FORM.store, 16, [0x7f]);
declare(0xf3, FORM.load, 8, [0x7e, 0xe6]);
declare(0xf3, FORM.shuffle, 16, [0x70]);
declare(0xf2, FORM.load, 8, [0x10, 0x12, 0x51, [0x58, 0x5a], [0x5c, 0x5f]]);
declare(0xf2, FORM.store, 8, [0x11]);
declare(0xf2, FORM.shuffle, 16, [0x70]);

/** The instruction with a mandatory prefix (0 for none) and the opcode behind 0f; undefined when it is none of these. */
export function vectorInstruction(
  reader: OperandReader,
  prefix: number,
  opcode: number,
): Effects | undefined {
  const kind = kinds[indexOf(prefix, opcode)] as number;
  if (kind === 0) return withGeneralRegister(reader, prefix, opcode);
  const form = kind >> 4;
  const bytes = 1 << (kind & 15);
  reader.readModrm();
  const { isMemory } = reader;
  if (form >= FORM.loadMemory && !isMemory) return undefined;
  if (form === FORM.shuffle) {
    const from = reader.vectorOrMemory(bytes, 1);
    return { operands: [OTHER, from, reader.unsignedByte()], written: 0, writesMemory: false };
  }
  const other = reader.vectorOrMemory(bytes);
  const isStore = form === FORM.store || form === FORM.storeMemory;
  return {
    operands: isStore ? [other, OTHER] : [OTHER, other],
    written: 0,
    writesMemory: isStore && isMemory,
  };
}

/** movd, movq and conversions between vectors and general registers. */
function withGeneralRegister(reader: OperandReader, prefix: number, opcode: number): Effects | undefined {
  const size = (reader.rex & REX_W) !== 0 ? 8 : 4;
  const isScalar = prefix === 0xf2 || prefix === 0xf3;
  if ((prefix === 0x66 && opcode === 0x6e) || (isScalar && opcode === 0x2a)) {
    reader.readModrm();
    return { operands: [OTHER, reader.registerOrMemory(size)], written: 0, writesMemory: false };
  }
  if (prefix === 0x66 && opcode === 0x7e) {
    reader.readModrm();
    const to = reader.registerOrMemory(size);
    const written = to.kind === 'register' ? 1 << to.register : 0;
    return { operands: [to, OTHER], written, writesMemory: to.kind === 'memory' };
  }
  if (prefix === 0x66 && opcode === 0xd7) return byteMask(reader, size);
  if (prefix === 0x66 && opcode >= 0x71 && opcode <= 0x73) return shiftedVector(reader, opcode);
  if (isScalar && (opcode === 0x2c || opcode === 0x2d)) {
    reader.readModrm();
    const to = reader.register(size);
    const from = reader.vectorOrMemory(prefix === 0xf3 ? 4 : 8);
    return { operands: [to, from], written: 1 << to.register, writesMemory: false };
  }
  return undefined;
}

/** pmovmskb */
function byteMask(reader: OperandReader, size: number): Effects | undefined {
  reader.readModrm();
  if (reader.isMemory) return undefined;
  const to = reader.register(size);
  return { operands: [to, OTHER], written: 1 << to.register, writesMemory: false };
}

/** By opcode and bits 3 to 5 of ModRM. */
const SHIFTS: ReadonlySet<number> = new Set(
  [0x71, 0x72]
    .flatMap((opcode) => [2, 4, 6].map((bits) => (opcode << 3) | bits))
    .concat([2, 3, 6, 7].map((bits) => (0x73 << 3) | bits)),
);

/** Shifts by a constant: psrlw and its like, psrldq, pslldq (groups 12 to 14). */
function shiftedVector(reader: OperandReader, opcode: number): Effects | undefined {
  reader.readModrm();
  if (reader.isMemory || !SHIFTS.has((opcode << 3) | reader.extension)) return undefined;
  return { operands: [OTHER, reader.unsignedByte()], written: 0, writesMemory: false };
}
