// SPDX-License-Identifier: MIT
// For files that look up names which are not known: the texts in their constant data that are names which the kernel could
// export, where something points at the text.
import { DT, ET } from '../../elf/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';
import { eachCodeArea } from '../code/scan.ts';
import type { Evidence } from './file-needs.ts';

/** Shorter and longer texts are no names of a C library. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{1,63}$/;

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
  const seen = new Set<number>();
  eachTarget(file, (target, from) => {
    if (seen.has(target)) return;
    seen.add(target);
    consider(target, from);
  });
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

/** Calls `found` with every address in the file's constant data that four bytes of code may mean. */
function eachTarget(file: LoadedFile, found: (target: number, from: number) => void): void {
  const isFixed = file.elf.header.e_type === ET.EXEC;
  for (const { start: low, end: high, offset } of dataAreas(file)) {
    const begins = textBeginnings(file.bytes.subarray(offset, offset + high - low));
    const size = begins.length;
    eachCodeArea(file, (bytes, start) => {
      const base = start - low;
      let word = 0;
      for (let next = 1; next <= bytes.length; next++) {
        word = (word >>> 8) | ((bytes[next - 1] as number) << 24);
        const relative = base + next + word;
        if (relative >= 0 && relative < size && begins[relative] === 1)
          found(low + relative, start + next - 4);
        // Position-dependent code has addresses as they are.
        if (isFixed && word >= low && word < high && begins[word - low] === 1) found(word, start + next - 4);
      }
    });
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

/** 1 at each byte that begins a name: a letter, with no more than 63 of the characters of names before the next NUL. */
function textBeginnings(bytes: Uint8Array): Uint8Array {
  const begins = new Uint8Array(bytes.length);
  let length = 0;
  let isName = false;
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at] as number;
    if (byte === 0) {
      isName = true;
      length = 0;
      continue;
    }
    length++;
    isName = isName && length < 64 && (isLetter(byte) || (byte >= 0x30 && byte <= 0x39));
    if (isName && length > 1 && isLetter(byte)) begins[at] = 1;
  }
  return begins;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f;
}
