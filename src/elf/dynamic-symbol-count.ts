// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { Cursor } from './cursor.ts';
import { DT } from './constants.ts';
import type { DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfAddress, readMemory, readMemoryRest } from './memory.ts';
import { badTable } from './messages.ts';
import { Elf64_Rela } from './structures.ts';

/**
 * How many entries the dynamic symbol table has. No DT entry tells it: with DT_HASH it is the number of chains;
 * with DT_GNU_HASH alone, one more than the last symbol of the longest-reaching chain. A file that defines no symbol
 * has no chain, and GNU ld then does not tell where they would begin: what relocations refer to is there at least.
 */
export function countDynamicSymbols(base: ElfBase, dynamic: DynamicTable): Result<number> {
  const hash = dynamic.value(DT.HASH);
  if (hash !== undefined) {
    const words = readMemory(base, 'hash table', hash, 8n);
    if (!words.ok) return words;
    const cursor = new Cursor(words.value, 4);
    return ok(cursor.u32());
  }
  const gnuHash = dynamic.value(DT.GNU_HASH);
  if (gnuHash === undefined) return ok(0);
  const bytes = readMemoryRest(base, 'GNU hash table', gnuHash);
  if (!bytes.ok) return bytes;
  const counted = countByGnuHash(placeOfAddress(base, gnuHash), bytes.value);
  if (!counted.ok) return counted;
  const { count, isEmpty } = counted.value;
  return isEmpty ? countByRelocations(base, dynamic, count) : ok(count);
}

interface HashedCount {
  readonly count: number;
  /** No symbol can be found by the table. */
  readonly isEmpty: boolean;
}

function countByRelocations(base: ElfBase, dynamic: DynamicTable, least: number): Result<number> {
  let count = least;
  for (const [addressTag, sizeTag] of [
    [DT.RELA, DT.RELASZ],
    [DT.JMPREL, DT.PLTRELSZ],
  ] as const) {
    const address = dynamic.value(addressTag) ?? 0n;
    const bytes = readMemory(base, 'relocations', address, dynamic.value(sizeTag) ?? 0n);
    if (!bytes.ok) return bytes;
    const view = new DataView(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength);
    for (let at = 0; at + Elf64_Rela.size <= view.byteLength; at += Elf64_Rela.size) {
      // The upper half of r_info.
      count = Math.max(count, view.getUint32(at + Elf64_Rela.offsets.r_info + 4, true) + 1);
    }
  }
  return ok(count);
}

function countByGnuHash(at: { file: string; offset?: number }, bytes: Uint8Array): Result<HashedCount> {
  const cursor = new Cursor(bytes);
  const bucketCount = cursor.u32();
  const firstHashed = cursor.u32();
  const bloomWords = cursor.u32();
  cursor.u32();
  cursor.skip(bloomWords * 8);
  let last = 0;
  for (let index = 0; index < bucketCount && !cursor.overrun; index++) last = Math.max(last, cursor.u32());
  const beyond = (): Result<never> => err(badTable(at, 'DT_GNU_HASH', 'the table goes beyond its segment'));
  if (cursor.overrun) return beyond();
  if (last < firstHashed) return ok({ count: firstHashed, isEmpty: true });
  // Each chain ends with an entry whose lowest bit is set; chain entries begin at symbol `firstHashed`.
  cursor.skip((last - firstHashed) * 4);
  for (let count = last + 1; !cursor.atEnd; count++) {
    if ((cursor.u32() & 1) !== 0) return ok({ count, isEmpty: false });
  }
  return beyond();
}
