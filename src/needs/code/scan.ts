// SPDX-License-Identifier: MIT
// Which of the candidates in a file's code refer to given addresses.
import { rangeIndexAt } from '../../util/index.ts';
import { candidatesOf, type Distances } from './candidates.ts';
import type { CodeRange } from './flow.ts';
import type { LoadedFile } from './loaded-file.ts';

export interface Reference {
  /** The end of the instruction, if it is one: distances count from there. */
  readonly next: number;
  readonly target: number;
}

/** Calls `found` for each executable area of the file with its bytes and the address of the first. */
export function eachCodeArea(file: LoadedFile, found: (bytes: Uint8Array, start: number) => void): void {
  for (const { start, end, offset, isExecutable } of file.areas) {
    if (isExecutable) found(file.bytes.subarray(offset, offset + end - start), start);
  }
}

/**
 * Where the code may refer to one of the addresses: by a 32-bit distance that counts from behind itself, as calls, jumps
 * and rip-relative operands have it. (Those with an immediate behind the distance store or compare, which is not looked for.)
 */
export function findReferences(file: LoadedFile, addresses: ReadonlySet<number>): Reference[] {
  if (addresses.size === 0) return [];
  // Low halves of the addresses: says no to almost all others, in 32-bit arithmetic.
  const filter = new Uint8Array(0x10000);
  for (const address of addresses) filter[address & 0xffff] = 1;
  const references: Reference[] = [];
  for (const { start, branches, operands } of candidatesOf(file)) {
    addReferences(start, branches, filter, addresses, references);
    addReferences(start, operands, filter, addresses, references);
  }
  for (const address of addresses) addShortJumps(file, address, references);
  return references;
}

function addReferences(
  start: number,
  { count, ends, values }: Distances,
  filter: Uint8Array,
  addresses: ReadonlySet<number>,
  references: Reference[],
): void {
  const low = start % 0x10000;
  for (let index = 0; index < count; index++) {
    const [next, distance] = [ends[index] as number, values[index] as number];
    if (filter[(low + next + distance) & 0xffff] === 0) continue;
    const target = start + next + distance;
    if (addresses.has(target)) references.push({ next: start + next, target });
  }
}

/** Jumps to an address with a distance of 8 bits, conditional (70 to 7f) or not (eb): as calls at the end of functions. */
function addShortJumps(file: LoadedFile, address: number, references: Reference[]): void {
  const area = file.areaAt(address);
  if (area?.isExecutable !== true) return;
  const last = Math.min(area.end, address + 0x80);
  for (let next = Math.max(area.start + 2, address - 0x7f); next <= last; next++) {
    const end = area.offset + (next - area.start);
    const operation = file.bytes[end - 2] ?? 0;
    if (operation !== 0xeb && (operation & 0xf0) !== 0x70) continue;
    if (next + (((file.bytes[end - 1] ?? 0) << 24) >> 24) === address)
      references.push({ next, target: address });
  }
}

/** Where the two bytes of a `syscall` instruction are. */
export function findSystemCalls(file: LoadedFile): number[] {
  return candidatesOf(file).flatMap(({ systemCalls }) => systemCalls);
}

/** The number that `mov $NUMBER, %eax` (or `%rax`) right before a `syscall` instruction gives. */
export function systemCallNumberBefore(file: LoadedFile, address: number): number | undefined {
  const offset = file.offsetOf(address - 7, 7);
  if (offset === undefined) return undefined;
  const bytes = file.bytes.subarray(offset, offset + 7);
  const isMove = (bytes[0] === 0x48 && bytes[1] === 0xc7 && bytes[2] === 0xc0) || bytes[2] === 0xb8;
  const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(3, true);
  return isMove && number < 0x400 ? number : undefined;
}

/** Bytes of code in the file. */
export function codeBytes(file: LoadedFile): number {
  let sum = 0;
  eachCodeArea(file, (bytes) => (sum += bytes.length));
  return sum;
}

export interface DirectJump {
  readonly from: number;
  readonly to: number;
}

export interface WaysInto {
  /** Near jumps, conditional or not, from outside of one of the ranges into it, beyond its first byte. */
  readonly jumps: readonly DirectJump[];
  /** First bytes of ranges that are called. */
  readonly called: ReadonlySet<number>;
}

/** How control gets into ranges of code from outside of them. */
export function findWaysInto(file: LoadedFile, ranges: readonly CodeRange[]): WaysInto {
  const jumps: DirectJump[] = [];
  const called = new Set<number>();
  if (ranges.length === 0) return { jumps, called };
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  for (const { bytes, start, branches } of candidatesOf(file)) {
    const wanted = new Uint8Array((bytes.length >>> GRAIN_BITS) + 1);
    for (const range of sorted) {
      const first = Math.max(0, range.start - start) >>> GRAIN_BITS;
      const last = Math.min(bytes.length, range.end - start) >>> GRAIN_BITS;
      wanted.fill(1, first, last + 1);
    }
    const { count, ends, values } = branches;
    for (let index = 0; index < count; index++) {
      const end = ends[index] as number;
      const to = end + (values[index] as number);
      if (!(to >= 0 && to < bytes.length) || wanted[to >>> GRAIN_BITS] === 0) continue;
      const range = sorted[rangeIndexAt(sorted, start + to)];
      if (range === undefined) continue;
      const operation = bytes[end - 5] as number;
      if (start + to === range.start) {
        // A jump there would be a call at the end of another function.
        if (operation === 0xe8) called.add(range.start);
        continue;
      }
      const from = start + end - ((operation & 0xf0) === 0x80 ? 6 : 5);
      const isInside = from >= range.start && from < range.end;
      if (operation !== 0xe8 && !isInside) jumps.push({ from, to: start + to });
    }
  }
  return { jumps, called };
}

const GRAIN_BITS = 4;
