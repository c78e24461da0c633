// SPDX-License-Identifier: MIT
// What follows the opcodes of 64-bit code (Intel SDM volume 2, appendix A), as far as it tells how long instructions are.

/** A form has these bits, and below them the bytes of an immediate value. */
export const MODRM = 0x10;
/** The immediate value is a distance to jump. */
export const DISTANCE = 0x20;
/** No instruction of 64-bit code, or a prefix, or the first byte of a longer opcode. */
export const NONE = 0x40;

/** Immediate values of two bytes behind the prefix 66, else of four; the second kind of eight behind REX.W. */
export const OPERAND_SIZE = 6;
export const FULL_SIZE = 7;
const LOW = 0x0f;

const FORMS: Readonly<Record<string, number>> = {
  '-': 0,
  b: 1,
  w: 2,
  e: 3, // of `enter`
  z: OPERAND_SIZE,
  v: FULL_SIZE,
  a: 8, // of `mov` with an address
  j: DISTANCE | 1,
  J: DISTANCE | 4,
  M: MODRM,
  B: MODRM | 1,
  Z: MODRM | OPERAND_SIZE,
  '.': NONE,
};

function readForms(rows: readonly string[]): Uint8Array {
  return Uint8Array.from(rows.join(''), (letter) => FORMS[letter] ?? NONE);
}

/** By opcodes of one byte, a row for 16. */
export const ONE_BYTE = readForms([
  'MMMMbz..MMMMbz..',
  'MMMMbz..MMMMbz..',
  'MMMMbz..MMMMbz..',
  'MMMMbz..MMMMbz..',
  '................',
  '----------------',
  '...M....zZbB----',
  'jjjjjjjjjjjjjjjj',
  'BZ.BMMMMMMMMMMMM',
  '----------.-----',
  'aaaa----bz------',
  'bbbbbbbbvvvvvvvv',
  'BBw-..BZe-w--b.-',
  'MMMM...-MMMMMMMM',
  'jjjjbbbbJJ.j----',
  '.-..--MM------MM',
]);

/** By what is behind 0f. */
export const TWO_BYTES = readForms([
  'MMMM.-----.-.M-.',
  'MMMMMMMMMMMMMMMM',
  'MMMM....MMMMMMMM',
  '------.-........',
  'MMMMMMMMMMMMMMMM',
  'MMMMMMMMMMMMMMMM',
  'MMMMMMMMMMMMMMMM',
  'BBBBMMM-MM..MMMM',
  'JJJJJJJJJJJJJJJJ',
  'MMMMMMMMMMMMMMMM',
  '---MBM..---MBMMM',
  'MMMMMMMMMMBMMMMM',
  'MMBMBBBM--------',
  'MMMMMMMMMMMMMMMM',
  'MMMMMMMMMMMMMMMM',
  'MMMMMMMMMMMMMMMM',
]);

export function immediateSize(form: number, isShort: boolean, isWide: boolean): number {
  const size = form & LOW;
  if (size === OPERAND_SIZE) return isShort ? 2 : 4;
  if (size === FULL_SIZE) return isWide ? 8 : isShort ? 2 : 4;
  return size;
}
