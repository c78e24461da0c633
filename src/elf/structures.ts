// SPDX-License-Identifier: MIT
// The structures of the System V gABI (chapters 4 and 5) and of the LSB (symbol versions), in the order and with the
// names of the specification. Only ELFCLASS64, little-endian.
import { defineStruct, type StructValue } from './struct.ts';

export const Elf64_Ehdr = defineStruct('Elf64_Ehdr', {
  e_ident: 'bytes16',
  e_type: 'u16',
  e_machine: 'u16',
  e_version: 'u32',
  e_entry: 'u64',
  e_phoff: 'u64',
  e_shoff: 'u64',
  e_flags: 'u32',
  e_ehsize: 'u16',
  e_phentsize: 'u16',
  e_phnum: 'u16',
  e_shentsize: 'u16',
  e_shnum: 'u16',
  e_shstrndx: 'u16',
});

export const Elf64_Phdr = defineStruct('Elf64_Phdr', {
  p_type: 'u32',
  p_flags: 'u32',
  p_offset: 'u64',
  p_vaddr: 'u64',
  p_paddr: 'u64',
  p_filesz: 'u64',
  p_memsz: 'u64',
  p_align: 'u64',
});

export const Elf64_Shdr = defineStruct('Elf64_Shdr', {
  sh_name: 'u32',
  sh_type: 'u32',
  sh_flags: 'u64',
  sh_addr: 'u64',
  sh_offset: 'u64',
  sh_size: 'u64',
  sh_link: 'u32',
  sh_info: 'u32',
  sh_addralign: 'u64',
  sh_entsize: 'u64',
});

export const Elf64_Sym = defineStruct('Elf64_Sym', {
  st_name: 'u32',
  st_info: 'u8',
  st_other: 'u8',
  st_shndx: 'u16',
  st_value: 'u64',
  st_size: 'u64',
});

export const Elf64_Rela = defineStruct('Elf64_Rela', { r_offset: 'u64', r_info: 'u64', r_addend: 'i64' });

export const Elf64_Rel = defineStruct('Elf64_Rel', { r_offset: 'u64', r_info: 'u64' });

export const Elf64_Dyn = defineStruct('Elf64_Dyn', { d_tag: 'u64', d_val: 'u64' });

export const Elf64_Nhdr = defineStruct('Elf64_Nhdr', { n_namesz: 'u32', n_descsz: 'u32', n_type: 'u32' });

export const Elf64_Verneed = defineStruct('Elf64_Verneed', {
  vn_version: 'u16',
  vn_cnt: 'u16',
  vn_file: 'u32',
  vn_aux: 'u32',
  vn_next: 'u32',
});

export const Elf64_Vernaux = defineStruct('Elf64_Vernaux', {
  vna_hash: 'u32',
  vna_flags: 'u16',
  vna_other: 'u16',
  vna_name: 'u32',
  vna_next: 'u32',
});

export const Elf64_Verdef = defineStruct('Elf64_Verdef', {
  vd_version: 'u16',
  vd_flags: 'u16',
  vd_ndx: 'u16',
  vd_cnt: 'u16',
  vd_hash: 'u32',
  vd_aux: 'u32',
  vd_next: 'u32',
});

export const Elf64_Verdaux = defineStruct('Elf64_Verdaux', { vda_name: 'u32', vda_next: 'u32' });

type Of<T> = T extends { read(bytes: Uint8Array, at?: number): infer V } ? V : never;
export type Elf64_Ehdr = Of<typeof Elf64_Ehdr>;
export type Elf64_Phdr = Of<typeof Elf64_Phdr>;
export type Elf64_Shdr = Of<typeof Elf64_Shdr>;
export type Elf64_Dyn = Of<typeof Elf64_Dyn>;
export type { StructValue };
