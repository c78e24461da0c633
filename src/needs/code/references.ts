// SPDX-License-Identifier: MIT
// What code refers to by a distance from itself: where it calls and jumps, and the memory of its operands.
import { DISTANCE, immediateSize, MODRM, NONE, ONE_BYTE, TWO_BYTES } from './instruction-forms.ts';

/** A run of code in a file. */
export interface CodePart {
  readonly start: number;
  readonly end: number;
  /** Of `start`, in the file. */
  readonly offset: number;
  /** Whether a frame description or a symbol says that it is one function, or a part of one. */
  readonly isDescribed: boolean;
}

export interface ReferenceVisitor {
  /** A call of an address, or a jump to it. */
  readonly branch: (target: number) => void;
  /** An operand in memory, or, for `lea`, the address of it. */
  readonly operand: (target: number, isAddress: boolean) => void;
}

/** No more bytes without a description are believed to be code from the first to the last. */
const LONGEST_UNDESCRIBED = 512;

/**
 * Calls `visitor` for all that a part refers to. Bytes that may be anything are taken for whatever instructions they can have, so
 * that nothing is missed.
 *
 * @param bytes The whole file.
 */
export function visitReferences(bytes: Uint8Array, part: CodePart, visitor: ReferenceVisitor): void {
  const isCode = visitInstructions(bytes, part, visitor);
  if (!isCode || (!part.isDescribed && part.end - part.start > LONGEST_UNDESCRIBED))
    visitBytes(bytes, part, visitor);
}

const PREFIXES = new Uint8Array(0x100);
for (const prefix of [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]) PREFIXES[prefix] = 1;
const OPERAND_SIZE_PREFIX = 0x66;
const REX = 0x40;
const REX_W = 8;
const ESCAPE = 0x0f;
const LEA = 0x8d;
const POP = 0x8f;
const CALL = 0xe8;
const JUMP = 0xe9;
const SHORT_JUMP = 0xeb;
const VZEROUPPER = 0x77;
/** Operations on one operand, of which the first two (test) have an immediate value. */
const UNARY_BYTE = 0xf6;
const UNARY = 0xf7;

/** Of opcodes behind VEX and EVEX, by the number of their table: 0f, 0f 38, 0f 3a, or one of the newer ones. */
function extendedForm(map: number, opcode: number, isVex: boolean): number {
  if (map === 1) return opcode === VZEROUPPER && !isVex ? NONE : (TWO_BYTES[opcode] as number);
  if (map === 3) return MODRM | 1;
  return map === 2 || map === 5 || map === 6 ? MODRM : NONE;
}

/** False where the bytes are no instructions, or none that ends with the part. */
function visitInstructions(bytes: Uint8Array, part: CodePart, visitor: ReferenceVisitor): boolean {
  const bias = part.start - part.offset;
  const last = part.offset + (part.end - part.start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = part.offset; at < last;) {
    const first = at;
    let isShort = false;
    let isWide = false;
    let opcode = bytes[at++] as number;
    while (PREFIXES[opcode] === 1) {
      if (opcode === OPERAND_SIZE_PREFIX) isShort = true;
      if (at >= last) return false;
      opcode = bytes[at++] as number;
    }
    if ((opcode & 0xf0) === REX) {
      isWide = (opcode & REX_W) !== 0;
      opcode = bytes[at++] ?? 0;
    }
    let isOneByte = false;
    let form: number;
    if (opcode === ESCAPE) {
      opcode = bytes[at++] ?? 0;
      if (opcode === 0x38 || opcode === 0x3a) {
        at++;
        form = opcode === 0x38 ? MODRM : MODRM | 1;
      } else form = TWO_BYTES[opcode] as number;
    } else if (opcode === 0xc5) {
      form = extendedForm(1, bytes[at + 1] ?? 0, true);
      at += 2;
    } else if (opcode === 0xc4) {
      form = extendedForm((bytes[at] ?? 0) & 0x1f, bytes[at + 2] ?? 0, true);
      at += 3;
    } else if (opcode === 0x62) {
      form = extendedForm((bytes[at] ?? 0) & 7, bytes[at + 3] ?? 0, false);
      at += 4;
    } else {
      isOneByte = true;
      form = ONE_BYTE[opcode] as number;
    }
    if (form === NONE) return false;
    let size = immediateSize(form, isShort, isWide);
    let operandAt = -1;
    if ((form & MODRM) !== 0) {
      const modrm = bytes[at++] ?? 0;
      const [mode, register, memory] = [modrm >>> 6, (modrm >>> 3) & 7, modrm & 7];
      // The first byte of AMD's XOP is that of a pop with another register field.
      if (isOneByte && opcode === POP && register !== 0) return false;
      if (isOneByte && (opcode === UNARY || opcode === UNARY_BYTE) && register < 2)
        size = opcode === UNARY_BYTE ? 1 : isShort ? 2 : 4;
      if (mode !== 3 && memory === 4) {
        const base = (bytes[at++] ?? 0) & 7;
        if (mode === 0 && base === 5) at += 4;
      } else if (mode === 0 && memory === 5) {
        operandAt = at;
        at += 4;
      }
      at += mode === 1 ? 1 : mode === 2 ? 4 : 0;
    }
    at += size;
    if (at > last) return false;
    if (operandAt >= 0) {
      const isAddress = isOneByte && opcode === LEA;
      if (!isAddress || !isEmptyTable(view, first))
        visitor.operand(bias + at + view.getInt32(operandAt, true), isAddress);
    }
    if ((form & DISTANCE) !== 0)
      visitor.branch(bias + at + (size === 1 ? view.getInt8(at - 1) : view.getInt32(at - 4, true)));
  }
  return true;
}

const LEA_SIZE = 7;
const LEA_RDI = 0x3d8d48;

/** The first three bytes of `lea x(%rip), %reg`, whichever register of the first eight. */
function isLea(view: DataView, at: number): boolean {
  return at >= 0 && at + LEA_SIZE <= view.byteLength && (view.getUint32(at, true) & 0xc7ffff) === 0x058d48;
}

/**
 * Start-up code (crtstuff.c of GCC) compares the end of a table with its beginning, which are the same address where nobody adds to the
 * table: then it has nothing to do with what happens to lie there.
 *
 * @param at Of one of the two instructions `lea x(%rip), %rdi` and `lea x(%rip), %reg`.
 */
function isEmptyTable(view: DataView, at: number): boolean {
  for (const first of [at, at - LEA_SIZE]) {
    if (!isLea(view, first) || !isLea(view, first + LEA_SIZE)) continue;
    const distance = view.getInt32(first + 3, true);
    if (
      (view.getUint32(first, true) & 0xffffff) === LEA_RDI &&
      view.getInt32(first + LEA_SIZE + 3, true) === distance - LEA_SIZE
    )
      return true;
  }
  return false;
}

/** Operands relative to the next instruction count from behind the immediate value that follows, of so many bytes. */
const IMMEDIATES = [0, 1, 2, 4] as const;

/**
 * What instructions could there be that begin with any of the bytes: 32 bits of distance behind an opcode, or behind a ModR/M byte
 * with mod 00 and r/m 101; 8 bits behind an opcode.
 */
function visitBytes(bytes: Uint8Array, part: CodePart, visitor: ReferenceVisitor): void {
  const bias = part.start - part.offset;
  const last = part.offset + (part.end - part.start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = part.offset + 1; at < last; at++) {
    const before = bytes[at - 1] as number;
    if ((before & 0xf0) === 0x70 || before === SHORT_JUMP || (before & 0xfc) === 0xe0)
      visitor.branch(bias + at + 1 + view.getInt8(at));
    if (at + 4 > last) continue;
    const next = bias + at + 4 + view.getInt32(at, true);
    const isFar = (before & 0xf0) === 0x80 && bytes[at - 2] === ESCAPE;
    if (before === CALL || before === JUMP || isFar) visitor.branch(next);
    if ((before & 0xc7) !== 0x05) continue;
    for (const size of IMMEDIATES) visitor.operand(next + size, size === 0 && bytes[at - 2] === LEA);
  }
}
