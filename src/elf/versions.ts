// SPDX-License-Identifier: MIT
// Symbol versions (LSB 5.0 core generic, chapter 10.7): which version a dynamic symbol has, and of which library.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { DT } from './constants.ts';
import type { DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfAddress, readMemory, readMemoryRest } from './memory.ts';
import { badTable } from './messages.ts';
import type { Struct, StructValue } from './struct.ts';
import { Elf64_Verdaux, Elf64_Verdef, Elf64_Vernaux, Elf64_Verneed } from './structures.ts';

export interface SymbolVersion {
  /** For example `GLIBC_2.34`. */
  readonly name: string;
  /** The library that must have it, for a symbol that is only referred to. */
  readonly file?: string;
  /** `name@VERSION`: not what an unversioned reference binds to, unlike `name@@VERSION`. */
  readonly hidden: boolean;
}

/** Version indexes have 15 bits, so a list with more entries than that goes in circles or is garbage. */
const maxVersions = 0x8000;
const versionHiddenBit = 0x8000;
/** Indexes 0 and 1 say "local" and "global, without a version". */
const firstVersion = 2;

type NamedVersion = Omit<SymbolVersion, 'hidden'>;

/** Gives the version of a dynamic symbol by its index. */
export function readVersions(
  base: ElfBase,
  dynamic: DynamicTable,
  symbolCount: number,
): Result<(index: number) => SymbolVersion | undefined> {
  const address = dynamic.value(DT.VERSYM);
  if (address === undefined) return ok(() => undefined);
  const bytes = readMemory(base, 'symbol versions', address, BigInt(symbolCount * 2));
  if (!bytes.ok) return bytes;
  const names = new Map<number, NamedVersion>();
  const needed = readNeededVersions(base, dynamic, names);
  if (!needed.ok) return needed;
  const defined = readDefinedVersions(base, dynamic, names);
  if (!defined.ok) return defined;
  const view = new DataView(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength);
  return ok((index) => {
    const raw = view.getUint16(index * 2, true);
    const named = names.get(raw & ~versionHiddenBit);
    return named === undefined ? undefined : { ...named, hidden: (raw & versionHiddenBit) !== 0 };
  });
}

/** DT_VERNEED: per library, the versions that are asked of it. */
function readNeededVersions(
  base: ElfBase,
  dynamic: DynamicTable,
  names: Map<number, NamedVersion>,
): Result<undefined> {
  const list = openList(base, dynamic, 'DT_VERNEED', DT.VERNEED, DT.VERNEEDNUM);
  if (!list.ok) return list;
  for (const file of list.value.walk(Elf64_Verneed, 0, list.value.count, 'vn_next')) {
    if (!file.ok) return file;
    const fileName = dynamic.strings.at(file.value.entry.vn_file);
    if (!fileName.ok) return fileName;
    const { vn_aux, vn_cnt } = file.value.entry;
    for (const version of list.value.walk(Elf64_Vernaux, file.value.at + vn_aux, vn_cnt, 'vna_next')) {
      if (!version.ok) return version;
      const name = dynamic.strings.at(version.value.entry.vna_name);
      if (!name.ok) return name;
      names.set(version.value.entry.vna_other & ~versionHiddenBit, {
        name: name.value,
        file: fileName.value,
      });
    }
  }
  return ok(undefined);
}

/** DT_VERDEF: the versions that this file itself has. */
function readDefinedVersions(
  base: ElfBase,
  dynamic: DynamicTable,
  names: Map<number, NamedVersion>,
): Result<undefined> {
  const list = openList(base, dynamic, 'DT_VERDEF', DT.VERDEF, DT.VERDEFNUM);
  if (!list.ok) return list;
  for (const definition of list.value.walk(Elf64_Verdef, 0, list.value.count, 'vd_next')) {
    if (!definition.ok) return definition;
    const { vd_ndx, vd_aux } = definition.value.entry;
    if (vd_ndx < firstVersion) continue;
    // The first auxiliary entry is the version's own name, the others are the versions that it extends.
    for (const aux of list.value.walk(Elf64_Verdaux, definition.value.at + vd_aux, 1, 'vda_next')) {
      if (!aux.ok) return aux;
      const name = dynamic.strings.at(aux.value.entry.vda_name);
      if (!name.ok) return name;
      names.set(vd_ndx, { name: name.value });
    }
  }
  return ok(undefined);
}

interface LinkedList {
  readonly count: number;
  /** `count` entries from offset `at`, each telling in field `next` how far away the following one is. */
  walk<T extends Record<string, 'u16' | 'u32'>>(
    struct: Struct<T>,
    at: number,
    count: number,
    next: keyof T & string,
  ): Iterable<Result<{ readonly entry: StructValue<T>; readonly at: number }>>;
}

function openList(
  base: ElfBase,
  dynamic: DynamicTable,
  table: string,
  addressTag: bigint,
  countTag: bigint,
): Result<LinkedList> {
  const address = dynamic.value(addressTag);
  const count = dynamic.value(countTag) ?? 0n;
  const bytes = address === undefined ? ok(new Uint8Array(0)) : readMemoryRest(base, table, address);
  if (!bytes.ok) return bytes;
  const fail = (fact: string): Result<never> =>
    err(badTable(placeOfAddress(base, address ?? 0n), table, fact));
  if (count > BigInt(maxVersions))
    return fail(`it tells ${count} entries; at most ${maxVersions} make sense`);
  let steps = 0;
  return ok({
    count: address === undefined ? 0 : Number(count),
    *walk(struct, start, entries, next) {
      for (let at = start, index = 0; index < entries; index++) {
        if (at + struct.size > bytes.value.length) {
          yield fail('an entry goes beyond its segment');
          return;
        }
        if (++steps > maxVersions) {
          yield fail(`it has more than ${maxVersions} entries`);
          return;
        }
        const entry = struct.read(bytes.value, at);
        yield ok({ entry, at });
        const distance = entry[next] as number;
        if (distance === 0) return;
        at += distance;
      }
    },
  });
}
