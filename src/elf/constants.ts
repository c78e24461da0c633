// SPDX-License-Identifier: MIT
// Values of the gABI, the x86-64 psABI and the LSB, under the specification's names.

export const EI = { CLASS: 4, DATA: 5, VERSION: 6, OSABI: 7 } as const;
export const ELFCLASS = { 32: 1, 64: 2 } as const;
export const ELFDATA = { LSB: 1, MSB: 2 } as const;
export const ET = { REL: 1, EXEC: 2, DYN: 3, CORE: 4 } as const;

export const EM = { X86_64: 62, AARCH64: 183 } as const;

const machineNames: Readonly<Record<number, string>> = {
  2: 'SPARC',
  3: '32-bit x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'PowerPC64',
  22: 'S/390',
  40: '32-bit ARM',
  43: 'SPARC v9',
  50: 'Itanium',
  62: 'x86-64',
  183: 'aarch64',
  243: 'RISC-V',
  247: 'BPF',
  258: 'LoongArch',
};

/** What people call an `e_machine`. */
export function machineName(machine: number): string {
  return machineNames[machine] ?? `an unknown machine (e_machine ${machine})`;
}

export const PT = {
  NULL: 0,
  LOAD: 1,
  DYNAMIC: 2,
  INTERP: 3,
  NOTE: 4,
  PHDR: 6,
  TLS: 7,
  GNU_EH_FRAME: 0x6474e550,
  GNU_STACK: 0x6474e551,
  GNU_RELRO: 0x6474e552,
  GNU_PROPERTY: 0x6474e553,
} as const;

export const PF = { X: 1, W: 2, R: 4 } as const;
/** `e_phnum` when the number is in `sh_info` of section 0. */
export const PN_XNUM = 0xffff;

export const SHT = {
  NULL: 0,
  PROGBITS: 1,
  SYMTAB: 2,
  STRTAB: 3,
  RELA: 4,
  DYNAMIC: 6,
  NOTE: 7,
  NOBITS: 8,
  REL: 9,
  DYNSYM: 11,
  INIT_ARRAY: 14,
  FINI_ARRAY: 15,
  PREINIT_ARRAY: 16,
  GROUP: 17,
  SYMTAB_SHNDX: 18,
  GNU_HASH: 0x6ffffff6,
} as const;

export const SHF = {
  WRITE: 1n,
  ALLOC: 2n,
  EXECINSTR: 4n,
  MERGE: 0x10n,
  STRINGS: 0x20n,
  /** `sh_info` is the number of a section. */
  INFO_LINK: 0x40n,
  LINK_ORDER: 0x80n,
  GROUP: 0x200n,
  COMPRESSED: 0x800n,
  /** Not to be collected, whoever refers to it (GNU gABI). */
  GNU_RETAIN: 0x200000n,
  /** Not to be linked into programs. */
  EXCLUDE: 0x80000000n,
} as const;
/** First word of a section group: of groups of one signature, one is linked. */
export const GRP_COMDAT = 1;
export const SHN = { UNDEF: 0, ABS: 0xfff1, COMMON: 0xfff2, XINDEX: 0xffff, LORESERVE: 0xff00 } as const;

export const DT = {
  NULL: 0n,
  NEEDED: 1n,
  PLTRELSZ: 2n,
  HASH: 4n,
  STRTAB: 5n,
  SYMTAB: 6n,
  RELA: 7n,
  RELASZ: 8n,
  RELAENT: 9n,
  STRSZ: 10n,
  SYMENT: 11n,
  INIT: 12n,
  FINI: 13n,
  SONAME: 14n,
  RPATH: 15n,
  TEXTREL: 22n,
  JMPREL: 23n,
  INIT_ARRAY: 25n,
  FINI_ARRAY: 26n,
  INIT_ARRAYSZ: 27n,
  FINI_ARRAYSZ: 28n,
  RUNPATH: 29n,
  FLAGS: 30n,
  RELRSZ: 35n,
  RELR: 36n,
  GNU_HASH: 0x6ffffef5n,
  VERSYM: 0x6ffffff0n,
  FLAGS_1: 0x6ffffffbn,
  VERDEF: 0x6ffffffcn,
  VERDEFNUM: 0x6ffffffdn,
  VERNEED: 0x6ffffffen,
  VERNEEDNUM: 0x6fffffffn,
} as const;

export const DF = { ORIGIN: 1n, SYMBOLIC: 2n, TEXTREL: 4n, BIND_NOW: 8n, STATIC_TLS: 16n } as const;
export const DF_1 = { NOW: 1n, NODEFLIB: 0x800n, PIE: 0x8000000n } as const;

export const STT = {
  NOTYPE: 0,
  OBJECT: 1,
  FUNC: 2,
  SECTION: 3,
  FILE: 4,
  COMMON: 5,
  TLS: 6,
  GNU_IFUNC: 10,
} as const;

/** Relocation types of the x86-64 psABI, section 4.4.1, that linked files and kernel objects contain. */
export const R_X86_64 = {
  NONE: 0,
  64: 1,
  PC32: 2,
  PLT32: 4,
  COPY: 5,
  GLOB_DAT: 6,
  JUMP_SLOT: 7,
  RELATIVE: 8,
  GOTPCREL: 9,
  32: 10,
  '32S': 11,
  DTPMOD64: 16,
  DTPOFF64: 17,
  TPOFF64: 18,
  DTPOFF32: 21,
  GOTTPOFF: 22,
  TPOFF32: 23,
  PC64: 24,
  SIZE32: 32,
  SIZE64: 33,
  TLSDESC: 36,
  IRELATIVE: 37,
  RELATIVE64: 38,
  GOTPCRELX: 41,
  REX_GOTPCRELX: 42,
} as const;

/** Note type of owner `GNU`: the build id (LSB). */
export const NT_GNU_BUILD_ID = 3;
/** Note type of owner `Xen`: the 32-bit entry point of PVH (xen/include/public/elfnote.h). */
export const XEN_ELFNOTE_PHYS32_ENTRY = 18;

const relocationNames = new Map(Object.entries(R_X86_64).map(([name, type]) => [type as number, name]));

/** `R_X86_64_PLT32`, or the number of one that we have no name for. */
export function relocationName(type: number): string {
  return `R_X86_64_${relocationNames.get(type) ?? type}`;
}
