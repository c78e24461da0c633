// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { SHN, SHT } from './constants.ts';
import type { ElfBase } from './elf-base.ts';
import { badField } from './messages.ts';
import { checkRange, readRange } from './source.ts';
import { StringTable, type StringTablePlace } from './string-table.ts';
import { Elf64_Ehdr, Elf64_Shdr } from './structures.ts';

export interface ElfSection extends Elf64_Shdr {
  readonly index: number;
  readonly name: string;
}

/** The section headers, with names. Empty when the file has none. */
export function readSections(base: ElfBase): Result<ElfSection[]> {
  const { e_shoff, e_shnum, e_shstrndx } = base.header;
  if (e_shoff === 0n) return ok([]);
  const what = 'section headers';
  const first = readRange(base, what, e_shoff, BigInt(Elf64_Shdr.size));
  if (!first.ok) return first;
  const zero = Elf64_Shdr.read(first.value);
  // gABI: numbers that do not fit 16 bits are in the otherwise unused section 0.
  const count = e_shnum === 0 ? zero.sh_size : BigInt(e_shnum);
  const namesIndex = e_shstrndx === SHN.XINDEX ? zero.sh_link : e_shstrndx;
  const bytes = readRange(base, what, e_shoff, count * BigInt(Elf64_Shdr.size));
  if (!bytes.ok) return bytes;
  const headers = Elf64_Shdr.readAll(bytes.value);
  for (const [index, header] of headers.entries()) {
    if (header.sh_type === SHT.NOBITS || header.sh_type === SHT.NULL) continue;
    const inside = checkRange(base, `contents of section ${index}`, header.sh_offset, header.sh_size);
    if (!inside.ok) return inside;
  }
  const names = readStringTable(base, headers, namesIndex, { field: 'e_shstrndx', optional: true });
  if (!names.ok) return names;
  const sections: ElfSection[] = [];
  for (const [index, header] of headers.entries()) {
    const name = names.value === undefined ? ok('') : names.value.at(header.sh_name);
    if (!name.ok) return name;
    sections.push({ ...header, index, name: name.value });
  }
  return ok(sections);
}

/** The contents of a section; empty for NOBITS, which has none in the file. */
export function readSection(base: ElfBase, section: Elf64_Shdr): Result<Uint8Array> {
  if (section.sh_type === SHT.NOBITS) return ok(new Uint8Array(0));
  return readRange(base, 'contents of a section', section.sh_offset, section.sh_size);
}

function stringsPlace(base: ElfBase, header: Elf64_Shdr, table: string): StringTablePlace {
  return { file: base.name, table, offset: Number(header.sh_offset) };
}

/** The string table at a section index that `field` holds; undefined for index 0 where that is allowed. */
function readStringTable(
  base: ElfBase,
  headers: readonly Elf64_Shdr[],
  index: number,
  from: { readonly field: string; readonly optional: boolean },
): Result<StringTable | undefined> {
  if (index === SHN.UNDEF && from.optional) return ok(undefined);
  const header = headers[index];
  if (header?.sh_type !== SHT.STRTAB) {
    const at = { file: base.name, offset: Elf64_Ehdr.offsets.e_shstrndx };
    return err(badField(at, from.field, index, 'the index of a string table section'));
  }
  const bytes = readSection(base, header);
  return bytes.ok ? ok(new StringTable(bytes.value, stringsPlace(base, header, `section ${index}`))) : bytes;
}

/** The string table that `section` links to (`sh_link`). */
export function linkedStrings(
  base: ElfBase,
  sections: readonly ElfSection[],
  section: ElfSection,
): Result<StringTable> {
  const link = sections[section.sh_link];
  if (link?.sh_type !== SHT.STRTAB) {
    return err(
      badField(
        { file: base.name },
        `sh_link of section ${section.name}`,
        section.sh_link,
        'a string table section',
      ),
    );
  }
  const bytes = readSection(base, link);
  return bytes.ok ? ok(new StringTable(bytes.value, stringsPlace(base, link, link.name))) : bytes;
}
