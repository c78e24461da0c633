// SPDX-License-Identifier: MIT
// Small ELF files for tests, written with the same tables that the readers use.
import { DT, ELFCLASS, ELFDATA, EM, ET, PF, PT, SHT } from '../constants.ts';
import { Elf64_Dyn, Elf64_Ehdr, Elf64_Phdr, Elf64_Rela, Elf64_Shdr, Elf64_Sym } from '../structures.ts';

export interface ElfDescription {
  readonly type?: number;
  readonly machine?: number;
  readonly elfClass?: number;
  readonly data?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly rpath?: string;
  readonly runpath?: string;
  /** Further entries of the dynamic table. */
  readonly dynamic?: readonly (readonly [tag: bigint, value: bigint])[];
  /** Functions that it defines, by name, at 0x1000 from its base and every 16 bytes from there. */
  readonly functions?: readonly string[];
  /** Where its byte 0 is mapped; 0 by default. */
  readonly base?: bigint;
  /** One null section, as the least that section headers can be. */
  readonly withSections?: boolean;
  /** Changes of the header before it is written. */
  readonly header?: Partial<Elf64_Ehdr>;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Strings after each other, each ended by NUL; gives the offset of each. */
function stringTable(): { add(text: string): bigint; bytes(): Uint8Array } {
  let text = '\0';
  return {
    add(name) {
      const offset = text.length;
      text += `${name}\0`;
      return BigInt(offset);
    },
    bytes: () => new TextEncoder().encode(text),
  };
}

/** The bytes of a linked file (or, with `ET.REL`, of a bare header): one PT_LOAD that holds all of it. */
export function buildElf(description: ElfDescription = {}): Uint8Array {
  const { type = ET.DYN, interpreter, needed = [], functions = [], base = 0n } = description;
  const strings = stringTable();
  const entries: [bigint, bigint][] = needed.map((name) => [DT.NEEDED, strings.add(name)]);
  if (description.soname !== undefined) entries.push([DT.SONAME, strings.add(description.soname)]);
  if (description.rpath !== undefined) entries.push([DT.RPATH, strings.add(description.rpath)]);
  if (description.runpath !== undefined) entries.push([DT.RUNPATH, strings.add(description.runpath)]);
  const symbol = { st_name: 0, st_info: 0, st_other: 0, st_shndx: 0, st_value: 0n, st_size: 0n };
  const symbols = [
    symbol,
    ...functions.map((name, index) => ({
      ...symbol,
      st_name: Number(strings.add(name)),
      st_info: 0x12,
      st_shndx: 1,
      st_value: base + 0x1000n + BigInt(index * 16),
      st_size: 16n,
    })),
  ].map((value) => Elf64_Sym.write(value));

  const isLinked = type !== ET.REL;
  const segmentCount = isLinked ? 2 + (interpreter === undefined ? 0 : 1) : 0;
  const parts: Uint8Array[] = [];
  let end = Elf64_Ehdr.size + segmentCount * Elf64_Phdr.size;
  const place = (bytes: Uint8Array): bigint => {
    const offset = BigInt(end);
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
    padded.set(bytes);
    parts.push(padded);
    end += padded.length;
    return offset;
  };
  const interpreterBytes = new TextEncoder().encode(`${interpreter ?? ''}\0`);
  const interpreterAt = place(interpreterBytes);
  const stringsAt = place(strings.bytes());
  const symbolsAt = place(concat(symbols));
  const hashAt = place(
    new Uint8Array(new Uint32Array([1, symbols.length, 0, ...symbols.map(() => 0)]).buffer),
  );
  const relocation = { r_offset: 0n, r_info: 8n, r_addend: 16n };
  const relocationsAt = place(Elf64_Rela.write(relocation));
  entries.push([DT.STRTAB, base + stringsAt], [DT.STRSZ, BigInt(strings.bytes().length)]);
  entries.push([DT.SYMTAB, base + symbolsAt], [DT.SYMENT, BigInt(Elf64_Sym.size)], [DT.HASH, base + hashAt]);
  entries.push(
    [DT.RELA, base + relocationsAt],
    [DT.RELASZ, BigInt(Elf64_Rela.size)],
    [DT.RELAENT, BigInt(Elf64_Rela.size)],
  );
  entries.push(...(description.dynamic ?? []).map(([tag, value]): [bigint, bigint] => [tag, value]), [
    DT.NULL,
    0n,
  ]);
  const dynamicBytes = concat(entries.map(([d_tag, d_val]) => Elf64_Dyn.write({ d_tag, d_val })));
  const dynamicAt = place(dynamicBytes);
  const nullSection = Elf64_Shdr.write({
    sh_name: 0,
    sh_type: SHT.NULL,
    sh_flags: 0n,
    sh_addr: 0n,
    sh_offset: 0n,
    sh_size: 0n,
    sh_link: 0,
    sh_info: 0,
    sh_addralign: 0n,
    sh_entsize: 0n,
  });
  const sectionsAt = description.withSections === true ? place(nullSection) : 0n;

  const segment = (p_type: number, offset: bigint, size: number): Uint8Array =>
    Elf64_Phdr.write({
      p_type,
      p_flags: PF.R | PF.X,
      p_offset: offset,
      p_vaddr: base + offset,
      p_paddr: base + offset,
      p_filesz: BigInt(size),
      p_memsz: BigInt(size),
      p_align: 8n,
    });
  const segments = [segment(PT.LOAD, 0n, end), segment(PT.DYNAMIC, dynamicAt, dynamicBytes.length)];
  if (interpreter !== undefined) segments.push(segment(PT.INTERP, interpreterAt, interpreterBytes.length));
  const e_ident = new Uint8Array(16);
  e_ident.set([
    0x7f,
    0x45,
    0x4c,
    0x46,
    description.elfClass ?? ELFCLASS[64],
    description.data ?? ELFDATA.LSB,
    1,
  ]);
  const header = Elf64_Ehdr.write({
    e_ident,
    e_type: type,
    e_machine: description.machine ?? EM.X86_64,
    e_version: 1,
    e_entry: base + 0x1000n,
    e_phoff: isLinked ? BigInt(Elf64_Ehdr.size) : 0n,
    e_shoff: sectionsAt,
    e_flags: 0,
    e_ehsize: Elf64_Ehdr.size,
    e_phentsize: Elf64_Phdr.size,
    e_phnum: segmentCount,
    e_shentsize: Elf64_Shdr.size,
    e_shnum: sectionsAt === 0n ? 0 : 1,
    e_shstrndx: 0,
    ...description.header,
  });
  return concat([header, ...(isLinked ? segments : []), ...parts]);
}
