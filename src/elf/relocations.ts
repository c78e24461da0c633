// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { DT, R_X86_64, SHT } from './constants.ts';
import type { DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { placeOfDynamic, readMemory } from './memory.ts';
import { badField, badTable } from './messages.ts';
import { readSection, type ElfSection } from './sections.ts';
import { Elf64_Rela } from './structures.ts';

export interface ElfRelocation {
  /** Where: an address in linked files, an offset into the section in objects. */
  readonly offset: bigint;
  /** One of `R_X86_64`. */
  readonly type: number;
  /** Index into the symbol table, 0 for none. */
  readonly symbol: number;
  readonly addend: bigint;
}

const RELA_TABLES = [
  [DT.RELA, DT.RELASZ],
  [DT.JMPREL, DT.PLTRELSZ],
] as const;

function decode(bytes: Uint8Array): ElfRelocation[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { r_offset, r_info, r_addend } = Elf64_Rela.offsets;
  const relocations: ElfRelocation[] = [];
  // Field by field, as there are very many: r_info holds the type in its lower half and the symbol in its upper one.
  for (let at = 0; at + Elf64_Rela.size <= bytes.length; at += Elf64_Rela.size) {
    relocations.push({
      offset: view.getBigUint64(at + r_offset, true),
      type: view.getUint32(at + r_info, true),
      symbol: view.getUint32(at + r_info + 4, true),
      addend: view.getBigInt64(at + r_addend, true),
    });
  }
  return relocations;
}

/** DT_RELA, DT_JMPREL and DT_RELR together. Relative ones of DT_RELR have their addend in memory, given as 0 here. */
export function readDynamicRelocations(
  base: ElfBase,
  dynamic: Result<DynamicTable | undefined>,
): Result<ElfRelocation[]> {
  if (!dynamic.ok) return dynamic;
  const table = dynamic.value;
  if (table === undefined) return ok([]);
  const entrySize = table.value(DT.RELAENT);
  if (entrySize !== undefined && entrySize !== BigInt(Elf64_Rela.size)) {
    return err(badField(placeOfDynamic(base), 'DT_RELAENT', entrySize, `0x${Elf64_Rela.size.toString(16)}`));
  }
  const relocations: ElfRelocation[] = [];
  for (const [addressTag, sizeTag] of RELA_TABLES) {
    const bytes = readMemory(base, 'relocations', table.value(addressTag) ?? 0n, table.value(sizeTag) ?? 0n);
    if (!bytes.ok) return bytes;
    for (const relocation of decode(bytes.value)) relocations.push(relocation);
  }
  const packed = readMemory(
    base,
    'packed relocations',
    table.value(DT.RELR) ?? 0n,
    table.value(DT.RELRSZ) ?? 0n,
  );
  if (!packed.ok) return packed;
  return unpackRelative(base, packed.value, relocations);
}

/** The types of relocations in DT_RELA and DT_JMPREL, each with the address of the first that has it. */
export function dynamicRelocationTypes(
  base: ElfBase,
  table: DynamicTable,
): Result<ReadonlyMap<number, bigint>> {
  const types = new Map<number, bigint>();
  for (const [addressTag, sizeTag] of RELA_TABLES) {
    const bytes = readMemory(base, 'relocations', table.value(addressTag) ?? 0n, table.value(sizeTag) ?? 0n);
    if (!bytes.ok) return bytes;
    const view = new DataView(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength);
    const { r_offset, r_info } = Elf64_Rela.offsets;
    for (let at = 0; at + Elf64_Rela.size <= view.byteLength; at += Elf64_Rela.size) {
      // The type is the low half of r_info.
      const type = view.getUint32(at + r_info, true);
      if (!types.has(type)) types.set(type, view.getBigUint64(at + r_offset, true));
    }
  }
  return ok(types);
}

/**
 * DT_RELR (gABI draft, "Relative relocations"): an even word is an address; an odd word is a bitmap of which of the
 * next 63 words are relocated too.
 */
function unpackRelative(base: ElfBase, bytes: Uint8Array, into: ElfRelocation[]): Result<ElfRelocation[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next: bigint | undefined;
  const add = (offset: bigint): void =>
    void into.push({ offset, type: R_X86_64.RELATIVE, symbol: 0, addend: 0n });
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const word = view.getBigUint64(at, true);
    if ((word & 1n) === 0n) {
      add(word);
      next = word + 8n;
    } else if (next === undefined) {
      return err(badTable(placeOfDynamic(base), 'DT_RELR', 'it begins with a bitmap; expected an address'));
    } else {
      for (let bit = 1n; bit < 64n; bit++) if (((word >> bit) & 1n) !== 0n) add(next + (bit - 1n) * 8n);
      next += 63n * 8n;
    }
  }
  return ok(into);
}

/** The relocations of one SHT_RELA section of an object. The section that they change is number `sh_info`. */
export function readSectionRelocations(base: ElfBase, section: ElfSection): Result<ElfRelocation[]> {
  if (section.sh_type === SHT.REL) {
    return err(
      badTable(
        { file: base.name, offset: Number(section.sh_offset) },
        section.name,
        'it is of type SHT_REL, which x86-64 does not use',
      ),
    );
  }
  if (section.sh_type !== SHT.RELA) return ok([]);
  const bytes = readSection(base, section);
  return bytes.ok ? ok(decode(bytes.value)) : bytes;
}
