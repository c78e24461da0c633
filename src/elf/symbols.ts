// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { DT, SHN, SHT, STT } from './constants.ts';
import { countDynamicSymbols } from './dynamic-symbol-count.ts';
import type { DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfAddress, readMemory } from './memory.ts';
import { badField, badTable } from './messages.ts';
import { linkedStrings, readSection, type ElfSection } from './sections.ts';
import type { StringTable } from './string-table.ts';
import { Elf64_Sym } from './structures.ts';
import { readVersions, type SymbolVersion } from './versions.ts';

export type SymbolType =
  'notype' | 'object' | 'func' | 'section' | 'file' | 'common' | 'tls' | 'ifunc' | 'other';
export type SymbolBinding = 'local' | 'global' | 'weak' | 'unique' | 'other';
export type SymbolVisibility = 'default' | 'internal' | 'hidden' | 'protected';

export interface ElfSymbol {
  readonly name: string;
  readonly value: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly type: SymbolType;
  readonly binding: SymbolBinding;
  readonly visibility: SymbolVisibility;
  /** Section index, `SHN.UNDEF` (0) when the symbol is only referred to. */
  readonly section: number;
  /** Only of dynamic symbols. */
  readonly version?: SymbolVersion;
}

const types: Readonly<Record<number, SymbolType>> = {
  [STT.NOTYPE]: 'notype',
  [STT.OBJECT]: 'object',
  [STT.FUNC]: 'func',
  [STT.SECTION]: 'section',
  [STT.FILE]: 'file',
  [STT.COMMON]: 'common',
  [STT.TLS]: 'tls',
  [STT.GNU_IFUNC]: 'ifunc',
};
const bindings: Readonly<Record<number, SymbolBinding>> = {
  0: 'local',
  1: 'global',
  2: 'weak',
  10: 'unique',
};
const visibilities = ['default', 'internal', 'hidden', 'protected'] as const;

interface SymbolExtras {
  /** The real section indexes of symbols with SHN_XINDEX. */
  readonly sections?: DataView;
  readonly versions?: (index: number) => SymbolVersion | undefined;
}

function decodeSymbols(bytes: Uint8Array, strings: StringTable, extras: SymbolExtras): Result<ElfSymbol[]> {
  const symbols: ElfSymbol[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = Elf64_Sym.offsets;
  for (let index = 0, base = 0; base + Elf64_Sym.size <= bytes.length; index++, base += Elf64_Sym.size) {
    const name = strings.at(view.getUint32(base + at.st_name, true));
    if (!name.ok) return name;
    const info = view.getUint8(base + at.st_info);
    let section = view.getUint16(base + at.st_shndx, true);
    if (
      section === SHN.XINDEX &&
      extras.sections !== undefined &&
      index * 4 + 4 <= extras.sections.byteLength
    ) {
      section = extras.sections.getUint32(index * 4, true);
    }
    const version = extras.versions?.(index);
    symbols.push({
      name: name.value,
      value: view.getBigUint64(base + at.st_value, true),
      size: view.getBigUint64(base + at.st_size, true),
      type: types[info & 15] ?? 'other',
      binding: bindings[info >> 4] ?? 'other',
      visibility: visibilities[view.getUint8(base + at.st_other) & 3] ?? 'default',
      section,
      ...(version === undefined ? {} : { version }),
    });
  }
  return ok(symbols);
}

/** `.symtab`, index 0 (the empty symbol) included, so that relocations can index it. */
export function readSymbols(base: ElfBase, sections: Result<readonly ElfSection[]>): Result<ElfSymbol[]> {
  if (!sections.ok) return sections;
  const table = sections.value.find((section) => section.sh_type === SHT.SYMTAB);
  if (table === undefined) return ok([]);
  const wrong = checkEntrySize(base, `sh_entsize of ${table.name}`, table.sh_entsize);
  if (wrong !== undefined) return wrong;
  const strings = linkedStrings(base, sections.value, table);
  if (!strings.ok) return strings;
  const bytes = readSection(base, table);
  if (!bytes.ok) return bytes;
  const long = sections.value.find(
    ({ sh_type, sh_link }) => sh_type === SHT.SYMTAB_SHNDX && sh_link === table.index,
  );
  if (long === undefined) return decodeSymbols(bytes.value, strings.value, {});
  const indexes = readSection(base, long);
  if (!indexes.ok) return indexes;
  const { buffer, byteOffset, byteLength } = indexes.value;
  return decodeSymbols(bytes.value, strings.value, {
    sections: new DataView(buffer, byteOffset, byteLength),
  });
}

/** The symbols that DT_SYMTAB points at, index 0 (the empty symbol) included, so that relocations can index them. */
export function readDynamicSymbols(
  base: ElfBase,
  dynamic: Result<DynamicTable | undefined>,
): Result<ElfSymbol[]> {
  if (!dynamic.ok) return dynamic;
  if (dynamic.value === undefined) return ok([]);
  const table = dynamic.value;
  const address = table.value(DT.SYMTAB);
  if (address === undefined) return ok([]);
  const wrong = checkEntrySize(base, 'DT_SYMENT', table.value(DT.SYMENT) ?? BigInt(Elf64_Sym.size));
  if (wrong !== undefined) return wrong;
  const count = countDynamicSymbols(base, table);
  if (!count.ok) return count;
  const size = BigInt(count.value) * BigInt(Elf64_Sym.size);
  if (size > BigInt(base.source.size)) {
    return err(
      badTable(
        placeOfAddress(base, address),
        '.dynsym',
        `the hash table tells ${count.value} symbols, more than fit the file`,
      ),
    );
  }
  const bytes = readMemory(base, 'dynamic symbols', address, size);
  if (!bytes.ok) return bytes;
  const versions = readVersions(base, table, count.value);
  if (!versions.ok) return versions;
  return decodeSymbols(bytes.value, table.strings, { versions: versions.value });
}

function checkEntrySize(base: ElfBase, field: string, found: bigint): Result<never> | undefined {
  if (found === BigInt(Elf64_Sym.size)) return undefined;
  return err(badField({ file: base.name }, field, found, `0x${Elf64_Sym.size.toString(16)}`));
}
