// SPDX-License-Identifier: MIT
// What is left of a linked file for who loads it: neither symbols nor debug information, and no section headers.
import type { ElfFile } from './elf-file.ts';
import { Elf64_Ehdr } from './structures.ts';

/**
 * The bytes of an executable up to the end of its segments, each where it was, as `llvm-objcopy --strip-all --strip-sections` leaves them.
 *
 * @param bytes Of `file`, all.
 */
export function stripFile(file: ElfFile, bytes: Uint8Array): Uint8Array {
  const { e_phoff, e_phnum, e_phentsize } = file.header;
  const ends = file.segments.map(({ p_offset, p_filesz }) => Number(p_offset + p_filesz));
  const stripped = bytes.slice(0, Math.max(Number(e_phoff) + e_phnum * e_phentsize, ...ends));
  stripped.set(Elf64_Ehdr.write({ ...file.header, e_shoff: 0n, e_shentsize: 0, e_shnum: 0, e_shstrndx: 0 }));
  return stripped;
}
