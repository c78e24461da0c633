// SPDX-License-Identifier: MIT
// Writes relocatable objects (gABI chapters 4 and 5), as an assembler does.
import { ELFCLASS, ELFDATA, EM, ET, SHF, SHN, SHT } from './constants.ts';
import { Elf64_Ehdr, Elf64_Rela, Elf64_Shdr, Elf64_Sym } from './structures.ts';

export interface ObjectRelocation {
  /** Bytes from the beginning of the section. */
  readonly offset: number;
  /** The name of a symbol. */
  readonly symbol: string;
  /** One of `R_X86_64`. */
  readonly type: number;
  readonly addend: number;
}

export interface ObjectSection {
  readonly name: string;
  /** One of `SHT`. */
  readonly type: number;
  /** A set of `SHF`. */
  readonly flags: bigint;
  readonly alignment: number;
  readonly bytes: Uint8Array;
  readonly relocations: readonly ObjectRelocation[];
}

export interface ObjectSymbol {
  readonly name: string;
  /** Its place among the sections; undefined for what is defined elsewhere, `absolute` for a number. */
  readonly section: number | 'absolute' | undefined;
  readonly value: number;
  readonly isHidden: boolean;
}

/** Of version 1, for System V. */
const IDENT = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, ELFCLASS[64], ELFDATA.LSB, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
const STB_GLOBAL = 1;
const STV_HIDDEN = 2;

/** Texts one behind the other, the empty one first. */
class StringTable {
  readonly #parts: Buffer[] = [Buffer.from([0])];
  #size = 1;

  add(text: string): number {
    const at = this.#size;
    const bytes = Buffer.from(`${text}\0`);
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return at;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/** A section with its header but for where it is. */
interface Placed {
  /** Where its name is in the table of strings. */
  readonly name: number;
  readonly bytes: Uint8Array;
  readonly header: Omit<
    Parameters<typeof Elf64_Shdr.write>[0],
    'sh_name' | 'sh_offset' | 'sh_size' | 'sh_addr'
  >;
}

function table(type: number, link: number, info: number, entrySize: number, flags = 0n): Placed['header'] {
  return {
    sh_type: type,
    sh_flags: flags,
    sh_link: link,
    sh_info: info,
    sh_addralign: entrySize === 0 ? 1n : 8n,
    sh_entsize: BigInt(entrySize),
  };
}

function symbolTable(symbols: readonly ObjectSymbol[], strings: StringTable): Uint8Array {
  const entries = symbols.map(({ name, section, value, isHidden }) =>
    Elf64_Sym.write({
      st_name: strings.add(name),
      st_info: STB_GLOBAL << 4,
      st_other: isHidden ? STV_HIDDEN : 0,
      // The section with number 0 is none.
      st_shndx: section === undefined ? SHN.UNDEF : section === 'absolute' ? SHN.ABS : section + 1,
      st_value: BigInt(value),
      st_size: 0n,
    }),
  );
  return Buffer.concat([new Uint8Array(Elf64_Sym.size), ...entries]);
}

/** An object of sections and global symbols; relocations may be to symbols of this list only. */
export function writeObject(
  sections: readonly ObjectSection[],
  symbols: readonly ObjectSymbol[],
): Uint8Array {
  const strings = new StringTable();
  const places = new Map(symbols.map(({ name }, index) => [name, index + 1]));
  const own = sections.map(({ name, type, flags, alignment, bytes }): Placed => ({
    name: strings.add(name),
    bytes,
    header: { ...table(type, 0, 0, 0, flags), sh_addralign: BigInt(alignment) },
  }));
  const relocated = sections.flatMap((section, index) =>
    section.relocations.length === 0 ? [] : [{ section, index }],
  );
  const symtab = 1 + own.length + relocated.length;
  const relocations = relocated.map(({ section, index }): Placed => ({
    name: strings.add(`.rela${section.name}`),
    bytes: Buffer.concat(
      section.relocations.map(({ offset, symbol, type, addend }) =>
        Elf64_Rela.write({
          r_offset: BigInt(offset),
          r_info: (BigInt(places.get(symbol) ?? 0) << 32n) | BigInt(type),
          r_addend: BigInt(addend),
        }),
      ),
    ),
    header: table(SHT.RELA, symtab, index + 1, Elf64_Rela.size, SHF.INFO_LINK),
  }));
  return layOut([
    ...own,
    ...relocations,
    {
      name: strings.add('.symtab'),
      bytes: symbolTable(symbols, strings),
      header: table(SHT.SYMTAB, symtab + 1, 1, Elf64_Sym.size),
    },
    // Its bytes are taken last, with its own name among them.
    { name: strings.add('.strtab'), bytes: strings.bytes, header: table(SHT.STRTAB, 0, 0, 0) },
  ]);
}

/** The header of the file, the sections, their headers. */
function layOut(placed: readonly Placed[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const headers: Uint8Array[] = [new Uint8Array(Elf64_Shdr.size)];
  let at = Elf64_Ehdr.size;
  const put = (bytes: Uint8Array, alignment: number): number => {
    const padding = (alignment - (at % alignment)) % alignment;
    parts.push(new Uint8Array(padding), bytes);
    at += padding + bytes.length;
    return at - bytes.length;
  };
  for (const { name, bytes, header } of placed) {
    const offset = put(bytes, Number(header.sh_addralign));
    headers.push(
      Elf64_Shdr.write({
        ...header,
        sh_name: name,
        sh_addr: 0n,
        sh_offset: BigInt(offset),
        sh_size: BigInt(bytes.length),
      }),
    );
  }
  const tableAt = put(Buffer.concat(headers), 8);
  const header = Elf64_Ehdr.write({
    e_ident: IDENT,
    e_type: ET.REL,
    e_machine: EM.X86_64,
    e_version: 1,
    e_entry: 0n,
    e_phoff: 0n,
    e_shoff: BigInt(tableAt),
    e_flags: 0,
    e_ehsize: Elf64_Ehdr.size,
    e_phentsize: 0,
    e_phnum: 0,
    e_shentsize: Elf64_Shdr.size,
    e_shnum: headers.length,
    e_shstrndx: headers.length - 1,
  });
  return Buffer.concat([header, ...parts]);
}
