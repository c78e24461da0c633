// SPDX-License-Identifier: MIT
import type { Cursor } from '../cursor.ts';
import { wrap } from './registers.ts';

/** LSB 5.0 core generic, chapter 10.5: low half how the value is stored, high half what it is relative to. */
export const DW_EH_PE = {
  absptr: 0x00,
  uleb128: 0x01,
  udata2: 0x02,
  udata4: 0x03,
  udata8: 0x04,
  sleb128: 0x09,
  sdata2: 0x0a,
  sdata4: 0x0b,
  sdata8: 0x0c,
  pcrel: 0x10,
  datarel: 0x30,
  aligned: 0x50,
  indirect: 0x80,
  omit: 0xff,
} as const;

/** Where the bytes of a cursor are in the file's address space. */
export interface PointerBases {
  /** Address of the cursor's byte 0. */
  readonly start: bigint;
  /** What `datarel` is relative to; undefined where that makes no sense. */
  readonly data?: bigint;
}

function readValue(cursor: Cursor, format: number): bigint | undefined {
  switch (format) {
    case DW_EH_PE.absptr:
    case DW_EH_PE.udata8:
      return cursor.u64();
    case DW_EH_PE.uleb128:
      return cursor.uleb128();
    case DW_EH_PE.udata2:
      return BigInt(cursor.u16());
    case DW_EH_PE.udata4:
      return BigInt(cursor.u32());
    case DW_EH_PE.sleb128:
      return cursor.sleb128();
    case DW_EH_PE.sdata2:
      return BigInt(cursor.i16());
    case DW_EH_PE.sdata4:
      return BigInt(cursor.i32());
    case DW_EH_PE.sdata8:
      return cursor.i64();
    default:
      return undefined;
  }
}

/**
 * Reads an encoded pointer. Of an indirect one it gives the address of the pointer, which is enough to skip it (only
 * personality routines are indirect). Undefined for encodings that x86-64 files do not use.
 */
export function readEncodedPointer(
  cursor: Cursor,
  encoding: number,
  bases: PointerBases,
): bigint | undefined {
  if (encoding === DW_EH_PE.omit) return undefined;
  if (encoding === DW_EH_PE.aligned) {
    cursor.align(8);
    return cursor.u64();
  }
  const position = bases.start + BigInt(cursor.position);
  const value = readValue(cursor, encoding & 0x0f);
  if (value === undefined || cursor.overrun) return undefined;
  switch (encoding & 0x70) {
    case 0:
      return wrap(value);
    case DW_EH_PE.pcrel:
      return wrap(position + value);
    case DW_EH_PE.datarel:
      return bases.data === undefined ? undefined : wrap(bases.data + value);
    default:
      return undefined;
  }
}
