// SPDX-License-Identifier: MIT
import type { NamedSource } from './source.ts';
import type { Elf64_Ehdr, Elf64_Phdr } from './structures.ts';

/** What every reader of a part needs: the bytes, the header and the segments. */
export interface ElfBase extends NamedSource {
  readonly header: Elf64_Ehdr;
  /** Program headers. PT_LOAD entries are checked: in order, without overlap, inside of the file. */
  readonly segments: readonly Elf64_Phdr[];
}
