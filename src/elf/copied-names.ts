// SPDX-License-Identifier: MIT
import { ok, type Result } from '../diagnostic/index.ts';
import { R_X86_64 } from './constants.ts';
import type { ElfFile } from './elf-file.ts';

/**
 * Variables of libraries that a program has a copy of (R_X86_64_COPY): it defines them, and yet they come from a library. In the order
 * of the file.
 */
export function copiedNames(file: ElfFile): Result<ReadonlySet<string>> {
  const [relocations, symbols] = [file.relocations(), file.dynamicSymbols()];
  if (!relocations.ok) return relocations;
  if (!symbols.ok) return symbols;
  const copies = relocations.value.filter(({ type }) => type === R_X86_64.COPY);
  return ok(new Set(copies.flatMap(({ symbol }) => symbols.value[symbol]?.name ?? [])));
}
