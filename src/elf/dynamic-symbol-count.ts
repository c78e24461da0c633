// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { Cursor } from './cursor.ts';
import { DT } from './constants.ts';
import type { DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfAddress, readMemory, readMemoryRest } from './memory.ts';
import { badTable } from './messages.ts';

/**
 * How many entries the dynamic symbol table has. No DT entry tells it: with DT_HASH it is the number of chains;
 * with DT_GNU_HASH alone, one more than the last symbol of the longest-reaching chain.
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
  return countByGnuHash(placeOfAddress(base, gnuHash), bytes.value);
}

function countByGnuHash(at: { file: string; offset?: number }, bytes: Uint8Array): Result<number> {
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
  if (last < firstHashed) return ok(firstHashed);
  // Each chain ends with an entry whose lowest bit is set; chain entries begin at symbol `firstHashed`.
  cursor.skip((last - firstHashed) * 4);
  for (let count = last + 1; !cursor.atEnd; count++) if ((cursor.u32() & 1) !== 0) return ok(count);
  return beyond();
}
