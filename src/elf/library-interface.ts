// SPDX-License-Identifier: MIT
import { ok, type Result } from '../diagnostic/index.ts';
import { SHN } from './constants.ts';
import type { ElfFile } from './elf-file.ts';
import { definedSymbols } from './symbol-index.ts';
import type { SymbolType } from './symbols.ts';

/** A name that a shared library defines, with all the versions that it has of it. */
export interface LibraryName {
  readonly name: string;
  readonly type: SymbolType;
  /** What a link against the library binds to: a version, '' in a library without versions; undefined for a name that only old programs can use. */
  readonly current: string | undefined;
  /** Versions for programs that were linked before the current one came, in the order of the file. */
  readonly older: readonly string[];
}

/** What a shared library offers to others, by name. The marks of the versions themselves are not part of it. */
export function libraryInterface(file: ElfFile): Result<Map<string, LibraryName>> {
  const symbols = definedSymbols(file);
  if (!symbols.ok) return symbols;
  const names = new Map<string, LibraryName>();
  for (const { name, type, section, version } of symbols.value) {
    if (section === SHN.ABS && version?.name === name) continue;
    const known = names.get(name) ?? { name, type, current: undefined, older: [] };
    const isOlder = version?.hidden === true;
    names.set(name, {
      name,
      type,
      current: isOlder ? known.current : (version?.name ?? ''),
      older: isOlder ? [...known.older, version.name] : known.older,
    });
  }
  return ok(names);
}
