// SPDX-License-Identifier: MIT
import { PF, PT } from '../constants.ts';
import type { ElfFile } from '../elf-file.ts';

/** A file whose code is mapped at addresses `start` to `end`. */
export interface UnwindModule {
  readonly path: string;
  readonly start: bigint;
  readonly end: bigint;
  /** What was added to the file's addresses when it was loaded. */
  readonly bias: bigint;
  /** Undefined when the file cannot be read: its frames then have no symbols and are unwound by frame pointers. */
  readonly file?: ElfFile;
}

export function moduleAt(modules: readonly UnwindModule[], address: bigint): UnwindModule | undefined {
  return modules.find(({ start, end }) => address >= start && address < end);
}

/** The load bias of a file when bytes from `offset` of it are mapped at `start` as code. */
export function loadBias(file: ElfFile, start: bigint, offset: bigint): bigint {
  const code = file.segments.filter(({ p_type, p_flags }) => p_type === PT.LOAD && (p_flags & PF.X) !== 0);
  // A mapping begins at the page in which the segment begins, or later when an mprotect split it.
  const segment =
    code.find(({ p_offset, p_filesz }) => offset + 0x1000n > p_offset && offset < p_offset + p_filesz) ??
    code[0];
  if (segment === undefined) return start - offset;
  return BigInt.asUintN(64, start - offset + segment.p_offset - segment.p_vaddr);
}
