// SPDX-License-Identifier: MIT
// The entries of .eh_frame (LSB 5.0 core generic, chapter 10.6) and of .debug_frame (DWARF 5 section 6.4.1), which differ in how an
// entry says that it is a CIE, or where its CIE is.
import { Cursor } from '../cursor.ts';
import { DW_EH_PE, readEncodedPointer } from './encoded-pointer.ts';

/** Bytes of `.eh_frame` (or from there to the end of its segment) or `.debug_frame`. */
export interface FrameData {
  readonly bytes: Uint8Array;
  /** Of the first byte; 0 for `.debug_frame`, which is not loaded and has no relative addresses. */
  readonly address: bigint;
  readonly format: 'eh_frame' | 'debug_frame';
}

/** Common information entry: what many functions share. */
export interface Cie {
  readonly codeAlignment: bigint;
  readonly dataAlignment: bigint;
  readonly returnRegister: number;
  readonly pointerEncoding: number;
  readonly hasAugmentationData: boolean;
  /** The frame of a signal handler's return: its caller was interrupted, not called. */
  readonly isSignalFrame: boolean;
  readonly instructions: Uint8Array;
}

/** Frame description entry: one function, or a part of one. Addresses are the file's, without load bias. */
export interface Fde {
  readonly start: bigint;
  readonly end: bigint;
  readonly cie: Cie;
  readonly instructions: Uint8Array;
}

/** The head of an entry, enough to step to the next one. */
export interface EntryHead {
  /** Of the CIE pointer field, after the length. */
  readonly body: number;
  /** Where the next entry begins. */
  readonly end: number;
  /** Offset of the CIE of an FDE; undefined for a CIE. */
  readonly cie: number | undefined;
}

/** What stands in a CIE of `.debug_frame` where an FDE has the offset of its CIE. */
const debugCieId = 0xffffffff;

function cieOffset(data: FrameData, body: number, pointer: number): number | undefined {
  if (data.format === 'debug_frame') return pointer === debugCieId ? undefined : pointer;
  return pointer === 0 ? undefined : body - pointer;
}

/** Undefined at the terminator (length 0) and for what cannot be an entry. */
export function readEntryHead(data: FrameData, offset: number): EntryHead | undefined {
  const cursor = new Cursor(data.bytes, offset);
  const short = cursor.u32();
  const length = short === 0xffffffff ? cursor.u64() : BigInt(short);
  const body = cursor.position;
  const pointer = cursor.u32();
  if (cursor.overrun || length < 4n || length > BigInt(data.bytes.length - body)) return undefined;
  return { body, end: body + Number(length), cie: cieOffset(data, body, pointer) };
}

function readCie(data: FrameData, offset: number): Cie | undefined {
  const head = readEntryHead(data, offset);
  if (head === undefined || head.cie !== undefined) return undefined;
  const cursor = new Cursor(data.bytes.subarray(0, head.end), head.body + 4);
  const version = cursor.u8();
  if (version !== 1 && version !== 3 && version !== 4) return undefined;
  const augmentation = cursor.cstring();
  // Version 4 adds the sizes of an address and of a segment selector.
  if (version === 4 && (cursor.u8() !== 8 || cursor.u8() !== 0)) return undefined;
  const codeAlignment = cursor.uleb128();
  const dataAlignment = cursor.sleb128();
  const returnRegister = version === 1 ? cursor.u8() : cursor.count();
  let pointerEncoding: number = DW_EH_PE.absptr;
  let isSignalFrame = false;
  const hasAugmentationData = augmentation.startsWith('z');
  // Without "z" nothing tells how long the data of an unknown letter is.
  if (augmentation !== '' && !hasAugmentationData) return undefined;
  if (hasAugmentationData) {
    const size = cursor.count();
    const end = cursor.position + size;
    for (const letter of augmentation.slice(1)) {
      if (letter === 'R') pointerEncoding = cursor.u8();
      else if (letter === 'L') cursor.u8();
      else if (letter === 'S') isSignalFrame = true;
      else if (letter === 'P') readEncodedPointer(cursor, cursor.u8(), { start: data.address });
      else break;
    }
    cursor.seek(end);
  }
  const instructions = cursor.take(head.end - cursor.position);
  if (cursor.overrun) return undefined;
  return {
    codeAlignment,
    dataAlignment,
    returnRegister,
    pointerEncoding,
    hasAugmentationData,
    isSignalFrame,
    instructions,
  };
}

/** The FDE at an offset; undefined when there is a CIE, or nothing that makes sense. */
export function readFde(data: FrameData, offset: number): Fde | undefined {
  const head = readEntryHead(data, offset);
  if (head?.cie === undefined || head.cie < 0) return undefined;
  const cie = readCie(data, head.cie);
  if (cie === undefined) return undefined;
  const cursor = new Cursor(data.bytes.subarray(0, head.end), head.body + 4);
  const start = readEncodedPointer(cursor, cie.pointerEncoding, { start: data.address });
  // The length is no address: only the storage format of the encoding counts.
  const length = readEncodedPointer(cursor, cie.pointerEncoding & 0x0f, { start: data.address });
  if (cie.hasAugmentationData) cursor.skip(cursor.count());
  const instructions = cursor.take(head.end - cursor.position);
  if (start === undefined || length === undefined || cursor.overrun) return undefined;
  return { start, end: start + length, cie, instructions };
}
