// SPDX-License-Identifier: MIT
// A static program of nothing but the given machine code.
import { ELFCLASS, ELFDATA, EM, ET, Elf64_Ehdr, Elf64_Phdr, PF, PT } from '../../elf/index.ts';

const BASE = 0x400000n;
const HEAD = Elf64_Ehdr.size + Elf64_Phdr.size;

/** Where the code begins. */
export const CODE_ADDRESS = Number(BASE) + HEAD;

/** The bytes of a static program whose entry is the first byte of `code`, given in hexadecimal with any white space. */
export function codeFile(code: string): Uint8Array {
  const body = Buffer.from(code.replace(/\s+|#.*$/gm, ''), 'hex');
  const e_ident = new Uint8Array(16);
  e_ident.set([0x7f, 0x45, 0x4c, 0x46, ELFCLASS[64], ELFDATA.LSB, 1]);
  const header = Elf64_Ehdr.write({
    e_ident,
    e_type: ET.EXEC,
    e_machine: EM.X86_64,
    e_version: 1,
    e_entry: BASE + BigInt(HEAD),
    e_phoff: BigInt(Elf64_Ehdr.size),
    e_shoff: 0n,
    e_flags: 0,
    e_ehsize: Elf64_Ehdr.size,
    e_phentsize: Elf64_Phdr.size,
    e_phnum: 1,
    e_shentsize: 0,
    e_shnum: 0,
    e_shstrndx: 0,
  });
  const size = BigInt(HEAD + body.length);
  const segment = Elf64_Phdr.write({
    p_type: PT.LOAD,
    p_flags: PF.R | PF.X,
    p_offset: 0n,
    p_vaddr: BASE,
    p_paddr: BASE,
    p_filesz: size,
    p_memsz: size,
    p_align: 0x1000n,
  });
  return Buffer.concat([header, segment, body]);
}
