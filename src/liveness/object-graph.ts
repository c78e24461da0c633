// SPDX-License-Identifier: MIT
// An object as a graph sees it: its sections, its symbols, and who refers to what. Debug information is left out, since
// nothing is linked for its sake.
import {
  GRP_COMDAT,
  readElf,
  readSection,
  readSectionRelocations,
  SHF,
  SHT,
  type ElfFile,
  type ElfSection,
  type SymbolBinding,
  type SymbolType,
  type SymbolVisibility,
} from '../elf/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { badReference, noGroupSignature } from './messages.ts';

/** A relocation: the place refers to the symbol. */
export interface Reference {
  /** Into the section, in bytes. */
  readonly offset: number;
  /** Index into the symbols of the object. */
  readonly symbol: number;
  /** One of `R_X86_64`. */
  readonly type: number;
  readonly addend: number;
}

export interface GraphSection {
  /** In the object's section table. */
  readonly index: number;
  readonly name: string;
  /** One of `SHT`. */
  readonly type: number;
  /** A set of `SHF`. */
  readonly flags: number;
  /** Bytes. */
  readonly size: number;
  /** `sh_link`, for sections with SHF_LINK_ORDER. */
  readonly linkedTo?: number;
  /** In the order of the relocation table. Empty for debug information. */
  readonly references: readonly Reference[];
}

export interface GraphSymbol {
  /** Empty for section symbols. */
  readonly name: string;
  /** Section index, or one of `SHN`. */
  readonly section: number;
  readonly value: number;
  /** Bytes. */
  readonly size: number;
  readonly type: SymbolType;
  readonly binding: SymbolBinding;
  readonly visibility: SymbolVisibility;
}

/** Sections that are linked together or not at all (gABI chapter 4, "Section Groups"). */
export interface SectionGroup {
  /** Of COMDAT groups with one signature, the first in link order counts. */
  readonly signature: string;
  readonly comdat: boolean;
  /** Section indexes. */
  readonly members: readonly number[];
}

export interface ObjectGraph {
  /** Its path as the link has it. */
  readonly name: string;
  /** Those that a linker may copy, by index. */
  readonly sections: ReadonlyMap<number, GraphSection>;
  /** As in `.symtab`, the empty one first. */
  readonly symbols: readonly GraphSymbol[];
  readonly groups: readonly SectionGroup[];
}

const TABLES: ReadonlySet<number> = new Set([
  SHT.NULL,
  SHT.SYMTAB,
  SHT.STRTAB,
  SHT.RELA,
  SHT.REL,
  SHT.GROUP,
  SHT.SYMTAB_SHNDX,
]);

/** What the linker reads and does not copy. */
function isCopied(section: ElfSection): boolean {
  if (TABLES.has(section.sh_type) || (section.sh_flags & SHF.EXCLUDE) !== 0n) return false;
  return !/^\.note\.(GNU-stack|GNU-split-stack|gnu\.property)$/.test(section.name);
}

/** What is not loaded refers to everything (debug information does) and keeps nothing, unless it comes with something. */
function keepsOthers(section: ElfSection): boolean {
  return (section.sh_flags & (SHF.ALLOC | SHF.GROUP | SHF.LINK_ORDER)) !== 0n;
}

function readReferences(
  file: ElfFile,
  sections: readonly ElfSection[],
  symbolCount: number,
): Result<Map<number, Reference[]>> {
  const found = new Map<number, Reference[]>();
  for (const table of sections) {
    if (table.sh_type !== SHT.RELA && table.sh_type !== SHT.REL) continue;
    const target = sections[table.sh_info];
    if (target === undefined) return err(badReference(file.name, table.name, 'section', table.sh_info));
    if (!keepsOthers(target)) continue;
    const relocations = readSectionRelocations(file, table);
    if (!relocations.ok) return relocations;
    const references = found.get(target.index) ?? [];
    for (const { offset, symbol, type, addend } of relocations.value) {
      if (symbol >= symbolCount) return err(badReference(file.name, table.name, 'symbol', symbol));
      references.push({ offset: Number(offset), symbol, type, addend: Number(addend) });
    }
    found.set(target.index, references);
  }
  return ok(found);
}

function readGroups(
  file: ElfFile,
  sections: readonly ElfSection[],
  symbols: readonly GraphSymbol[],
): Result<SectionGroup[]> {
  const groups: SectionGroup[] = [];
  for (const section of sections) {
    if (section.sh_type !== SHT.GROUP) continue;
    const bytes = readSection(file, section);
    if (!bytes.ok) return bytes;
    const view = new DataView(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength);
    const words = Array.from({ length: view.byteLength >> 2 }, (_, index) => view.getUint32(index * 4, true));
    const [flags = 0, ...members] = words;
    const outside = members.find((index) => index >= sections.length);
    if (outside !== undefined) return err(badReference(file.name, section.name, 'section', outside));
    const symbol = symbols[section.sh_info];
    if (symbol === undefined) return err(noGroupSignature(file.name, section.index, section.sh_info));
    // The signature of a group may be a section symbol, which has no name of its own.
    const signature = symbol.name === '' ? (sections[symbol.section]?.name ?? '') : symbol.name;
    groups.push({ signature, comdat: (flags & GRP_COMDAT) !== 0, members });
  }
  return ok(groups);
}

/** Reads a relocatable object. `name` is its path, for messages and to tell it from others. */
export function readObjectGraph(bytes: Uint8Array, name: string): Result<ObjectGraph> {
  const file = readElf(bytes, name);
  if (!file.ok) return file;
  const sections = file.value.sections();
  if (!sections.ok) return sections;
  const symbols = file.value.symbols();
  if (!symbols.ok) return symbols;
  const references = readReferences(file.value, sections.value, symbols.value.length);
  if (!references.ok) return references;
  const own = symbols.value.map((symbol): GraphSymbol => ({
    name: symbol.name,
    section: symbol.section,
    value: Number(symbol.value),
    size: Number(symbol.size),
    type: symbol.type,
    binding: symbol.binding,
    visibility: symbol.visibility,
  }));
  const groups = readGroups(file.value, sections.value, own);
  if (!groups.ok) return groups;
  const kept = sections.value.filter(isCopied).map((section): GraphSection => ({
    index: section.index,
    name: section.name,
    type: section.sh_type,
    flags: Number(section.sh_flags),
    size: Number(section.sh_size),
    ...((section.sh_flags & SHF.LINK_ORDER) === 0n ? {} : { linkedTo: section.sh_link }),
    references: references.value.get(section.index) ?? [],
  }));
  return ok({
    name,
    sections: new Map(kept.map((section) => [section.index, section])),
    symbols: own,
    groups: groups.value,
  });
}
