// SPDX-License-Identifier: MIT
import { ok, type Result } from '../diagnostic/index.ts';
import { DT, PT } from './constants.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfAddress, readMemory } from './memory.ts';
import { readRange } from './source.ts';
import { StringTable } from './string-table.ts';
import { Elf64_Dyn } from './structures.ts';

/** The dynamic table (gABI chapter 5, "Dynamic Section"), as ld.so sees it. */
export interface DynamicTable {
  /** In file order, without the DT_NULL at the end. */
  readonly entries: readonly Elf64_Dyn[];
  /** Names of the libraries in the order in which they are searched. */
  readonly needed: readonly string[];
  readonly soname?: string;
  readonly rpath?: string;
  readonly runpath?: string;
  /** DT_FLAGS, a set of `DF`. */
  readonly flags: bigint;
  /** DT_FLAGS_1, a set of `DF_1`. */
  readonly flags1: bigint;
  readonly strings: StringTable;
  /** The value of the last entry with this tag, as ld.so takes it. */
  value(tag: bigint): bigint | undefined;
}

export function readDynamic(base: ElfBase): Result<DynamicTable | undefined> {
  const segment = base.segments.find((candidate) => candidate.p_type === PT.DYNAMIC);
  if (segment === undefined) return ok(undefined);
  const bytes = readRange(base, 'entries of the dynamic table', segment.p_offset, segment.p_filesz);
  if (!bytes.ok) return bytes;
  const all = Elf64_Dyn.readAll(bytes.value);
  const end = all.findIndex((entry) => entry.d_tag === DT.NULL);
  const entries = end < 0 ? all : all.slice(0, end);
  const values = new Map(entries.map((entry) => [entry.d_tag, entry.d_val]));

  const size = values.get(DT.STRSZ) ?? 0n;
  const address = values.get(DT.STRTAB) ?? 0n;
  const names = readMemory(base, 'names of the dynamic table', address, size);
  if (!names.ok) return names;
  const strings = new StringTable(names.value, {
    offset: 0,
    ...placeOfAddress(base, address),
    table: '.dynstr',
  });

  const needed: string[] = [];
  for (const entry of entries) {
    if (entry.d_tag !== DT.NEEDED) continue;
    const name = strings.at(entry.d_val);
    if (!name.ok) return name;
    needed.push(name.value);
  }
  const named: { soname?: string; rpath?: string; runpath?: string } = {};
  for (const [key, tag] of [
    ['soname', DT.SONAME],
    ['rpath', DT.RPATH],
    ['runpath', DT.RUNPATH],
  ] as const) {
    const offset = values.get(tag);
    if (offset === undefined) continue;
    const name = strings.at(offset);
    if (!name.ok) return name;
    named[key] = name.value;
  }
  return ok({
    entries,
    needed,
    ...named,
    flags: values.get(DT.FLAGS) ?? 0n,
    flags1: values.get(DT.FLAGS_1) ?? 0n,
    strings,
    value: (tag) => values.get(tag),
  });
}
