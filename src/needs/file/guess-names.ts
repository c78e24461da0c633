// SPDX-License-Identifier: MIT
// For files that look up names which are not known: the texts in their constant data that are names which the kernel could
// export, where something points at the text.
import { DT, ET } from '../../elf/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';
import { candidatesOf, type Distances } from '../code/candidates.ts';
import { eachCodeArea } from '../code/scan.ts';
import type { Evidence } from './file-needs.ts';

/** Shorter and longer texts are no names of a C library. */
const LEAST_NAME = 2;
const LONGEST_NAME = 64;
const NAME = new RegExp(`^[A-Za-z_][A-Za-z0-9_]{${LEAST_NAME - 1},${LONGEST_NAME - 1}}$`);

export interface GuessedName {
  readonly name: string;
  readonly evidence: Evidence;
}

/** Sorted by name; each with the address of the first reference that was found. */
export function guessNames(file: LoadedFile, exportable: ReadonlySet<string>): GuessedName[] {
  if (exportable.size === 0) return [];
  const found = new Map<string, number>();
  const consider = (target: number, from: number): void => {
    if (!isConstantData(file, target)) return;
    const text = file.textAt(target);
    if (text !== undefined && NAME.test(text) && exportable.has(text) && !found.has(text))
      found.set(text, from);
  };
  eachTarget(file, consider);
  for (const [address, fixup] of file.fixups) {
    if (fixup.kind === 'address') consider(fixup.address, address);
  }
  return [...found]
    .map(([name, address]) => ({ name, evidence: { address } }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isConstantData(file: LoadedFile, address: number): boolean {
  const area = file.areaAt(address);
  return area?.isWritable === false;
}

/**
 * Calls `found` with every address in the file's constant data at which a name begins and that code may mean, once and with where the
 * first such place in the code is.
 */
function eachTarget(file: LoadedFile, found: (target: number, from: number) => void): void {
  for (const { start: low, end: high, offset } of dataAreas(file)) {
    const data = file.bytes.subarray(offset, offset + high - low);
    const seen = new Uint8Array(data.length);
    const consider = (target: number, from: number): void => {
      if (seen[target - low] !== 0) return;
      seen[target - low] = 1;
      if (isName(data, target - low)) found(target, from);
    };
    for (const { start, operands } of candidatesOf(file)) findRelative(operands, start, low, high, consider);
    // Position-dependent code has addresses as they are.
    if (file.elf.header.e_type === ET.EXEC)
      eachCodeArea(file, (bytes, start) => findAbsolute(bytes, start, low, high, consider));
  }
}

/** Calls `found` for each rip-relative operand of an area that is an address from `low` on and below `high`. */
function findRelative(
  { count, ends, values }: Distances,
  start: number,
  low: number,
  high: number,
  found: (target: number, from: number) => void,
): void {
  for (let index = 0; index < count; index++) {
    const end = start + (ends[index] as number);
    const target = end + (values[index] as number);
    if (target >= low && target < high) found(target, end - 4);
  }
}

/** Calls `found` for each four bytes of code that are an address from `low` on and below `high`. */
function findAbsolute(
  bytes: Uint8Array,
  start: number,
  low: number,
  high: number,
  found: (target: number, from: number) => void,
): void {
  // The third byte says no to most.
  const thirds = new Uint8Array(256);
  for (let third = low >>> 16; third <= high >>> 16; third++) thirds[third & 0xff] = 1;
  for (let at = 2; at + 2 <= bytes.length; at++) {
    const third = bytes[at] as number;
    if (thirds[third] === 0) continue;
    const first = (bytes[at - 2] as number) | ((bytes[at - 1] as number) << 8);
    const word = first | (third << 16) | ((bytes[at + 1] as number) << 24);
    if (word >= low && word < high) found(word, start + at - 2);
  }
}

/** Constant data has areas of its own, unless the linker was told to save pages: then it is with the code. */
function dataAreas(file: LoadedFile): LoadedFile['areas'] {
  const constant = file.areas.filter(({ isWritable }) => !isWritable);
  const own = constant.filter(({ isExecutable }) => !isExecutable);
  if (own.length === 0) return constant;
  // Of several, that with the dynamic symbols has nothing else that code refers to.
  const symbols = symbolsOf(file);
  const others = own.filter(({ start, end }) => symbols < BigInt(start) || symbols >= BigInt(end));
  return others.length === 0 ? own : others;
}

function symbolsOf(file: LoadedFile): bigint {
  const dynamic = file.elf.dynamic();
  return (dynamic.ok ? dynamic.value?.value(DT.SYMTAB) : undefined) ?? 0n;
}

const LETTER = 1;
const DIGIT = 2;
const KINDS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_')
  KINDS[letter.charCodeAt(0)] = LETTER;
for (const digit of '0123456789') KINDS[digit.charCodeAt(0)] = DIGIT;

/** Whether a name of a usual length, then NUL, is at an offset. */
function isName(bytes: Uint8Array, offset: number): boolean {
  if (KINDS[bytes[offset] as number] !== LETTER) return false;
  let at = offset + 1;
  while (at < bytes.length && KINDS[bytes[at] as number] !== 0) at++;
  return bytes[at] === 0 && at - offset >= LEAST_NAME && at - offset <= LONGEST_NAME;
}
